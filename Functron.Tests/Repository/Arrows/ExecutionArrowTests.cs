using System.Reflection;
using NetArchTest.Rules;

namespace Functron.Tests.Arrows;

/// <summary>
/// Which room of Functron.Execution may know which other one. From the bottom: the engine, the ground floor of a run, the two wings that
/// run functions (by the launcher, by the engine's streams), and the room that drives a run.
/// </summary>
public sealed class ExecutionArrowTests
{
    private const string Engine = "Functron.Execution.Engine";
    private const string Build = "Functron.Execution.Build";
    private const string Cleanup = "Functron.Execution.Cleanup";
    private const string Run = "Functron.Execution.Run";
    private const string Stopping = "Functron.Execution.Run.Stopping";
    private const string ByLauncher = "Functron.Execution.Run.ByLauncher";
    private const string ByEngine = "Functron.Execution.Run.ByEngine";
    private const string Driving = "Functron.Execution.Run.Driving";

    private static readonly Assembly Execution = Assembly.Load("Functron.Execution");

    [Theory]
    [InlineData(ByLauncher, ByEngine)]
    [InlineData(ByEngine, ByLauncher)]
    public void The_two_wings_know_nothing_of_each_other(string wing, string other) => Rules.Hold(KnowsNot(In(wing), other));

    [Theory]
    [InlineData(ByLauncher)]
    [InlineData(ByEngine)]
    public void The_wings_know_nothing_of_the_room_above_them(string wing) => Rules.Hold(KnowsNot(In(wing), Driving));

    /// <summary>The launcher's wing knows both: its trial builds an image and removes it.</summary>
    [Fact]
    public void The_wing_of_the_engines_streams_knows_neither_build_nor_clean_up() => Rules.Hold(KnowsNot(In(ByEngine), Build, Cleanup));

    [Theory]
    [InlineData(Run)]
    [InlineData(Stopping)]
    public void The_ground_floor_knows_nothing_of_what_stands_on_it(string room) =>
        Rules.Hold(KnowsNot(In(room), ByLauncher, ByEngine, Driving, Build, Cleanup));

    [Fact]
    public void The_engine_knows_nothing_of_what_is_above_it() =>
        Rules.Hold(KnowsNot(In(Engine), Run, Build, Cleanup, "Functron.Execution.Requests", "Functron.Execution.Results"));

    [Fact]
    public void A_build_knows_the_ground_floor_alone() => Rules.Hold(KnowsNot(In(Build), ByLauncher, ByEngine, Driving, Cleanup));

    [Fact]
    public void Clean_up_knows_the_ground_floor_alone() => Rules.Hold(KnowsNot(In(Cleanup), ByLauncher, ByEngine, Driving, Build));

    [Theory]
    [InlineData(Driving, ByLauncher)]
    [InlineData(ByLauncher, Stopping)]
    [InlineData(ByEngine, Engine)]
    public void A_rule_fails_where_one_room_does_know_another(string room, string other) =>
        Assert.NotEmpty(KnowsNot(In(room), other).GetResult().FailingTypeNames ?? []);

    /// <summary>RunStarter names the wing only within an asynchronous method, which the compiler makes a type of its own.</summary>
    [Fact]
    public void A_rule_sees_what_asynchronous_methods_know() =>
        Assert.Contains($"{Driving}.RunStarter", KnowsNot(In(Driving), ByLauncher).GetResult().FailingTypeNames ?? []);

    [Theory]
    [InlineData(Engine)]
    [InlineData(Build)]
    [InlineData(Cleanup)]
    [InlineData(Run)]
    [InlineData(Stopping)]
    [InlineData(ByLauncher)]
    [InlineData(ByEngine)]
    [InlineData(Driving)]
    public void There_is_such_a_room(string room) => Assert.NotEmpty(In(room).GetTypes());

    /// <summary>The types of one room, without those of the rooms below its folder.</summary>
    private static PredicateList In(string room) =>
        Types.InAssembly(Execution).That().ResideInNamespaceMatching($"^{room.Replace(".", "[.]", StringComparison.Ordinal)}$");

    private static ConditionList KnowsNot(PredicateList room, params string[] others) => room.ShouldNot().HaveDependencyOnAny(others);
}
