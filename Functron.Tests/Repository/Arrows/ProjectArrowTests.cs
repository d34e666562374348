using System.Reflection;
using NetArchTest.Rules;

namespace Functron.Tests.Arrows;

/// <summary>Which project may know which other one, and what none of them may know.</summary>
public sealed class ProjectArrowTests
{
    private static readonly Assembly Execution = Assembly.Load("Functron.Execution");
    private static readonly Assembly Hosting = Assembly.Load("Functron.Hosting");
    private static readonly Assembly Blobs = Assembly.Load("Functron.Payloads.Blobs");

    [Fact]
    public void Hosting_knows_nothing_of_Docker_and_of_the_app() =>
        Rules.Hold(Types.InAssembly(Hosting).ShouldNot().HaveDependencyOnAny(
            "Docker", "Functron.Execution", "Functron.FunctionApp", "Functron.Payloads"));

    [Fact]
    public void Execution_knows_nothing_of_HTTP_servers_of_orchestration_and_of_the_app() =>
        Rules.Hold(Types.InAssembly(Execution).ShouldNot().HaveDependencyOnAny(
            "Microsoft.AspNetCore",
            "Microsoft.DurableTask",
            "Microsoft.Azure.Functions",
            "Functron.Hosting",
            "Functron.FunctionApp",
            "Functron.Payloads"));

    [Fact]
    public void Payloads_in_blobs_know_Execution_alone() =>
        Rules.Hold(Types.InAssembly(Blobs).ShouldNot().HaveDependencyOnAny(
            "Docker", "Microsoft.AspNetCore", "Microsoft.DurableTask", "Functron.Hosting", "Functron.FunctionApp"));
}
