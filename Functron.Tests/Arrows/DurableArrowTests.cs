using System.Reflection;
using NetArchTest.Rules;

namespace Functron.Tests.Arrows;

/// <summary>Which part of the durable engine may know which other one: workers know the live instances and the store, never the reverse.</summary>
public sealed class DurableArrowTests
{
    private const string Durable = "Functron.Hosting.Durable";
    private const string Dispatch = $"{Durable}.Dispatch";

    private static readonly Assembly Hosting = Assembly.Load("Functron.Hosting");

    /// <summary>A part, and the parts that it does not know.</summary>
    public static TheoryData<string, string[]> Rooms => new()
    {
        { $"{Durable}.History", [$"{Durable}.Storage", $"{Durable}.Replay", Dispatch, $"{Durable}.Client"] },
        { $"{Durable}.Storage", [$"{Durable}.Replay", Dispatch, $"{Durable}.Client"] },
        { $"{Durable}.Replay", [$"{Durable}.Storage", Dispatch, $"{Durable}.Client"] },
        { Dispatch, [$"{Durable}.Client", $"{Durable}.DurableEngine"] },
        { $"{Dispatch}.Lanes", [.. DispatchBut("Lanes"), $"{Durable}.Storage", $"{Durable}.Replay", $"{Durable}.History"] },
        { $"{Dispatch}.Timers", [.. DispatchBut("Timers"), $"{Durable}.Storage", $"{Durable}.Replay", $"{Durable}.History"] },
        { $"{Dispatch}.Live", [.. DispatchBut("Live", "Lanes", "Timers"), $"{Durable}.Replay"] },
        { $"{Dispatch}.Turns", DispatchBut("Turns", "Live") },
        { $"{Dispatch}.Activities", DispatchBut("Activities", "Live", "Lanes") },
        { $"{Dispatch}.Upkeep", [.. DispatchBut("Upkeep"), $"{Durable}.Replay"] },
        { $"{Dispatch}.Requests", DispatchBut("Requests", "Live", "Upkeep") },
        { $"{Durable}.Client", [.. DispatchBut("Requests"), $"{Durable}.Storage.IInstanceStore", $"{Durable}.Replay"] },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_part_knows_only_the_parts_below_it(string part, string[] unknown)
    {
        Assert.NotEmpty(Types.InAssembly(Hosting).That().ResideInNamespace(part).GetTypes());
        Rules.Hold(Types.InAssembly(Hosting).That().ResideInNamespace(part).ShouldNot().HaveDependencyOnAny(unknown));
    }

    [Fact]
    public void The_state_of_live_instances_never_leaves_them() => Rules.Hold(
        Types.InAssembly(Hosting).That().DoNotResideInNamespace($"{Dispatch}.Live").ShouldNot().HaveDependencyOnAny(
            $"{Dispatch}.Live.ExecutionState", $"{Dispatch}.Live.Executions", $"{Dispatch}.Live.ExecutionTimers", $"{Dispatch}.Live.HotHistories"));

    [Fact]
    public void No_part_gets_all_the_others() => Rules.Hold(
        Types.InAssembly(Hosting).That().DoNotHaveName("DurableEngine").And().DoNotHaveName("TaskHub")
            .ShouldNot().HaveDependencyOn($"{Dispatch}.TaskHub"));

    [Fact]
    public void A_rule_that_does_not_hold_fails_and_names_the_types()
    {
        var workersKnowNoStore = Types.InAssembly(Hosting).That().ResideInNamespace($"{Dispatch}.Turns")
            .ShouldNot().HaveDependencyOnAny($"{Durable}.Storage");

        var failure = Assert.ThrowsAny<Exception>(() => Rules.Hold(workersKnowNoStore));
        Assert.Contains($"{Dispatch}.Turns.TurnStorage", failure.Message, StringComparison.Ordinal);
    }

    private static string[] DispatchBut(params string[] known) =>
    [
        $"{Dispatch}.TaskHub",
        $"{Dispatch}.Shutdown",
        .. new[] { "Lanes", "Timers", "Live", "Turns", "Activities", "Upkeep", "Requests" }.Except(known).Select(room => $"{Dispatch}.{room}"),
    ];
}
