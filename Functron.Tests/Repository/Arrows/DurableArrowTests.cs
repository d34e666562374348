using System.Reflection;
using NetArchTest.Rules;

namespace Functron.Tests.Arrows;

/// <summary>
/// Which part of the durable engine may know which other part. Workers know the live instances and the store, never the reverse.
/// </summary>
public sealed class DurableArrowTests
{
    private const string Durable = "Functron.Hosting.Durable";
    private const string Dispatch = $"{Durable}.Dispatch";

    private static readonly Assembly Hosting = Assembly.Load("Functron.Hosting");

    private static readonly string[] Rooms = ["Lanes", "Timers", "Live", "Turns", "Activities", "Upkeep", "Requests"];

    /// <summary>Parts of the engine, each with the parts that it must not know.</summary>
    public static TheoryData<string, string[]> Arrows => new()
    {
        { $"{Durable}.History", [$"{Durable}.Storage", $"{Durable}.Replay", Dispatch, $"{Durable}.Client"] },
        { $"{Durable}.Storage", [$"{Durable}.Replay", Dispatch, $"{Durable}.Client"] },
        { $"{Durable}.Replay", [$"{Durable}.Storage", Dispatch, $"{Durable}.Client"] },
        { Dispatch, [$"{Durable}.Client", $"{Durable}.DurableEngine"] },
        { $"{Dispatch}.Lanes", [.. RoomsBut("Lanes"), $"{Durable}.Storage", $"{Durable}.Replay", $"{Durable}.History"] },
        { $"{Dispatch}.Timers", [.. RoomsBut("Timers"), $"{Durable}.Storage", $"{Durable}.Replay", $"{Durable}.History"] },
        { $"{Dispatch}.Live", [.. RoomsBut("Live", "Lanes", "Timers"), $"{Durable}.Storage.IInstanceStore", $"{Durable}.Replay"] },
        { $"{Dispatch}.Turns", RoomsBut("Turns", "Live") },
        { $"{Dispatch}.Activities", RoomsBut("Activities", "Live", "Lanes") },
        { $"{Dispatch}.Upkeep", [.. RoomsBut("Upkeep"), $"{Durable}.Replay"] },
        { $"{Dispatch}.Requests", RoomsBut("Requests", "Live", "Upkeep") },
        { $"{Durable}.Client", [.. RoomsBut("Requests"), $"{Durable}.Storage.IInstanceStore", $"{Durable}.Replay"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_part_knows_only_the_parts_below_it(string part, string[] unknown)
    {
        Assert.NotEmpty(Types.InAssembly(Hosting).That().ResideInNamespace(part).GetTypes());
        Rules.Hold(Types.InAssembly(Hosting).That().ResideInNamespace(part).ShouldNot().HaveDependencyOnAny(unknown));
    }

    [Fact]
    public void The_state_of_live_instances_never_leaves_them() => Rules.Hold(
        Types.InAssembly(Hosting).That().DoNotResideInNamespace($"{Dispatch}.Live").ShouldNot().HaveDependencyOnAny(
            $"{Dispatch}.Live.LiveState",
            $"{Dispatch}.Live.Executions",
            $"{Dispatch}.Live.ExecutionTimers",
            $"{Dispatch}.Live.HotHistories"));

    [Fact]
    public void No_part_gets_all_the_others() => Rules.Hold(
        Types.InAssembly(Hosting).That().DoNotHaveName("DurableEngine").And().DoNotHaveName("TaskHub")
            .ShouldNot().HaveDependencyOn($"{Dispatch}.TaskHub"));

    [Fact]
    public void The_engine_its_options_and_the_exceptions_of_its_callers_are_public_and_nothing_else()
    {
        var shown = Types.InAssembly(Hosting).That().ResideInNamespace(Durable).And().ArePublic().GetTypes();

        Assert.Equal(
            [
                "DataDirectoryInUseException", "DurableEngine", "DurableEngineOptions",
                "EngineStoppedException", "InstanceEndedException", "InstanceExistsException",
                "InstanceNotFailedException", "InstanceNotFoundException", "NonDeterministicOrchestrationException",
            ],
            shown.Select(type => type.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData($"{Durable}.Storage")]
    [InlineData($"{Durable}.Storage.IInstanceStore")]
    public void A_rule_that_does_not_hold_fails_and_names_the_types(string known)
    {
        var turnsKnowNoStore = Types.InAssembly(Hosting).That().ResideInNamespace($"{Dispatch}.Turns").ShouldNot().HaveDependencyOn(known);

        var failure = Assert.ThrowsAny<Exception>(() => Rules.Hold(turnsKnowNoStore));
        Assert.Contains($"{Dispatch}.Turns.TurnStorage", failure.Message, StringComparison.Ordinal);
    }

    private static string[] RoomsBut(params string[] known) =>
        [$"{Dispatch}.TaskHub", $"{Dispatch}.Shutdown", .. Rooms.Except(known).Select(room => $"{Dispatch}.{room}")];
}
