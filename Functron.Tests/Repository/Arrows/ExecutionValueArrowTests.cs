using System.Reflection;
using NetArchTest.Rules;

namespace Functron.Tests.Arrows;

/// <summary>Which stages of an invocation may know which, up to its build, and what payloads and results may know of them.</summary>
public sealed class ExecutionValueArrowTests
{
    private const string Requests = "Functron.Execution.Requests";
    private const string Build = "Functron.Execution.Build";
    private const string Results = "Functron.Execution.Results";
    private const string Payloads = "Functron.Execution.Payloads";
    private const string Engine = "Functron.Execution.Engine";
    private const string Run = "Functron.Execution.Run";
    private const string ByLauncher = "Functron.Execution.Run.ByLauncher";
    private const string Cleanup = "Functron.Execution.Cleanup";

    private static readonly Assembly Execution = Assembly.Load("Functron.Execution");

    [Fact]
    public void Requests_know_nothing_of_what_becomes_of_them() =>
        Rules.Hold(In(Requests).ShouldNot().HaveDependencyOnAny(Build, Run, ByLauncher, Cleanup, Engine, Results, "Docker"));

    [Fact]
    public void Payloads_know_nothing_of_what_they_are_for() =>
        Rules.Hold(In(Payloads).ShouldNot().HaveDependencyOnAny(Requests, Build, Run, ByLauncher, Cleanup, Engine, Results, "Docker"));

    [Fact]
    public void Results_know_only_payloads() =>
        Rules.Hold(In(Results).ShouldNot().HaveDependencyOnAny(Requests, Build, Run, ByLauncher, Cleanup, Engine, "Docker"));

    [Fact]
    public void The_build_knows_nothing_of_what_comes_after_it_and_of_the_client_library() =>
        Rules.Hold(In(Build).ShouldNot().HaveDependencyOnAny(ByLauncher, Cleanup, "Docker"));

    /// <summary>So that no rule above holds only because it looks at nothing.</summary>
    [Theory]
    [InlineData(Build, Requests)]
    [InlineData(Build, Engine)]
    [InlineData(Results, Payloads)]
    [InlineData(Requests, Payloads)]
    [InlineData(Run, Payloads)]
    public void A_dependency_that_is_there_is_seen(string from, string to) =>
        Assert.False(In(from).ShouldNot().HaveDependencyOnAny(to).GetResult().IsSuccessful);

    private static PredicateList In(string space) => Types.InAssembly(Execution).That().ResideInNamespace(space);
}
