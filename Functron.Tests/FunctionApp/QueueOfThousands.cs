using System.Text;
using Functron.Execution;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.FunctionApp.Activities;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Instances;
using Functron.FunctionApp.Orchestration;
using Functron.Hosting.Durable;
using Functron.Hosting.Functions;
using Functron.Tests.Durable;
using Functron.Tests.Execution.Engine;
using Functron.Tests.Payloads;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.FunctionApp;

/// <summary>
/// Orchestrations and activities as they are, on the durable engine as it is, before a Docker engine and a payload store in memory.
/// </summary>
internal sealed class QueueOfThousands(int slots, int places) : IAsyncDisposable
{
    private readonly EngineDirectory _directory = new();
    private readonly MemoryStore _store = new();
    private ServiceProvider? _services;

    public ScriptedEngine Engine { get; } = new();

    public DurableEngine Durable { get; private set; } = null!;

    public ResultStore Results => Get<ResultStore>();

    public async Task StartAsync()
    {
        _directory.Options = _directory.Options with { MaxConcurrentActivities = places };
        var options = new ExecutionOptions { MaxConcurrentRuns = slots, RunPath = RunPathOption.Engine, DataDirectory = _directory.Path };
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IContainerEngine>(Engine)
            .AddSingleton<IPayloadStore>(_store)
            .AddFunctronExecution(options)
            .AddSingleton<InstanceDirectory>()
            .AddSingleton<SlotNotices>()
            .AddSingleton(new AdmissionOptions())
            .AddSingleton<InvocationQueue>()
            .AddSingleton(_ => Durable.Client)
            .BuildServiceProvider();
        Durable = _directory.Make(new TestFunctions()
            .Orchestrator(nameof(InvocationOrchestrator), async context => await InvocationOrchestrator.RunAsync(context))
            .Activity(nameof(BuildActivity), call =>
                Call(call, new BuildActivity(Get<InvocationSteps>(), Get<SlotNotices>()).RunAsync))
            .Activity(nameof(RunActivity), call =>
                Call<ImageRun, RunOutcome>(call, new RunActivity(Get<InvocationSteps>(), Get<SlotNotices>()).RunAsync))
            .Activity(nameof(EnforceDeadlineActivity), call =>
                Call(call, new EnforceDeadlineActivity(Get<InvocationSteps>(), Get<SlotNotices>()).RunAsync))
            .Activity(nameof(CancelActivity), call => Call(call, new CancelActivity(Get<InvocationSteps>()).RunAsync))
            .Activity(nameof(CleanUpActivity), call =>
                Call(call, new CleanUpActivity(Get<InvocationSteps>(), Get<InvocationQueue>()).RunAsync)));
        await Durable.StartAsync(CancellationToken.None);
    }

    /// <summary>As if the process were killed, and another one started.</summary>
    public async Task RestartAsync()
    {
        await Durable.AbandonAsync();
        await StartAsync();
    }

    public async Task<string> AcceptAsync()
    {
        var id = Guid.NewGuid().ToString("N");
        var text = Payload.OfBytes(Encoding.UTF8.GetBytes("FROM busybox\nCMD true"));
        var invocation = new Invocation(
            id, "fn", text, Payload.Empty, Payload.Empty, FunctionTimeout.OfSeconds(3600), DateTimeOffset.UtcNow);
        await Get<InvocationStore>().SaveAsync(invocation, CancellationToken.None);
        return await Durable.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(InvocationOrchestrator), InvocationTicket.For(invocation), new StartOrchestrationOptions(id));
    }

    public Task CancelAsync(string id) => Durable.Client.RaiseEventAsync(id, InvocationOrchestrator.CancelEvent, "test");

    /// <summary>Until all of them are at their run: at work, in their queue, or before its door.</summary>
    public async Task UntilQueuedAsync(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            while ((await Durable.Client.GetInstanceAsync(id, true))!.ReadCustomStatusAs<string>() != Phase.Running)
                await Task.Delay(10);
        }
    }

    public T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    public ValueTask DisposeAsync() => _directory.DisposeAsync();

    private static Task<object?> Call<TOut>(ActivityCall call, Func<RunOrder, CancellationToken, Task<TOut>> activity) =>
        Call<RunOrder, TOut>(call, activity);

    private static async Task<object?> Call<TIn, TOut>(ActivityCall call, Func<TIn, CancellationToken, Task<TOut>> activity) =>
        await activity(DurableJson.Read<TIn>(call.InputJson)!, call.CancellationToken);
}
