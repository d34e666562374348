using Functron.Hosting.Functions;
using Microsoft.DurableTask;

namespace Functron.Benchmarks.Durable;

/// <summary>The orchestrations that are measured. Their activities do nothing: what is left is the engine's cost.</summary>
internal sealed class Shapes : IDurableFunctions
{
    public const string Functron = "Functron's shape", Chain = "chain of 10", FanOut = "fan-out of 100", Wait = "wait for an event";
    public const string Event = "go";

    private readonly Dictionary<string, OrchestratorFunction> _orchestrators = new OrchestratorFunction[]
    {
        new(Functron, FunctronAsync), new(Chain, ChainAsync), new(FanOut, FanOutAsync),
        new(Wait, async context => await context.WaitForExternalEvent<string>(Event)),
    }.ToDictionary(function => function.Name);

    public OrchestratorFunction? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    public ActivityFunction? FindActivity(string name) => new(name, _ => Task.FromResult<object?>(null));

    /// <summary>Build, run against the deadline's timer, clean up.</summary>
    private static async Task<object?> FunctronAsync(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync("build");
        using var lost = new CancellationTokenSource();
        var run = context.CallActivityAsync("run");
        await Task.WhenAny(run, context.CreateTimer(TimeSpan.FromHours(1), lost.Token));
        lost.Cancel();
        await run;
        await context.CallActivityAsync("clean up");
        return null;
    }

    private static async Task<object?> ChainAsync(TaskOrchestrationContext context)
    {
        for (var step = 0; step < 10; step++)
            await context.CallActivityAsync("step");
        return null;
    }

    private static async Task<object?> FanOutAsync(TaskOrchestrationContext context)
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => context.CallActivityAsync("part")));
        return null;
    }
}
