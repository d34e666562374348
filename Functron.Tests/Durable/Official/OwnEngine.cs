using Functron.Hosting.Durable;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Official;

/// <summary>Functron's engine.</summary>
internal sealed class OwnEngine : IEngine
{
    private readonly EngineDirectory _directory = new();
    private DurableEngine? _engine;

    public DurableTaskClient Client => _engine!.Client;

    public static async Task<OwnEngine> StartAsync(Action<ITaskSet> register)
    {
        var tasks = new Tasks();
        register(tasks);
        var own = new OwnEngine();
        own._engine = await own._directory.StartAsync(tasks.Functions);
        return own;
    }

    public ValueTask DisposeAsync() => _directory.DisposeAsync();

    private sealed class Tasks : ITaskSet
    {
        public TestFunctions Functions { get; } = new();

        public void Orchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> body)
            => Functions.Orchestrator(name, async context => await body(context, context.GetInput<TInput>()!));

        public void Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> body)
            => Functions.Activity(name, async call => await body(DurableJson.Read<TInput>(call.InputJson)!));
    }
}
