namespace Functron.Tests.Durable.Golden;

/// <summary>A course that an instance takes from its start to its end.</summary>
/// <param name="Name">Of its golden file.</param>
internal sealed record Scenario(string Name, Func<ScenarioRun, Task> PlayAsync)
{
    public static IReadOnlyList<Scenario> All { get; } = [.. InvocationScenarios.All, .. EngineScenarios.All];

    public static Scenario Of(string name) => All.Single(scenario => scenario.Name == name);
}
