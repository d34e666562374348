using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;

namespace Functron.Tests.Durable.History;

/// <summary>Replays a history with Microsoft's own engine. It throws or fails when it does not agree with the history.</summary>
internal sealed class CoreReplay(Func<OrchestrationContext, CoreReplay, Task<string>> code) : TaskOrchestration
{
    private readonly Dictionary<string, TaskCompletionSource<string>> _events = [];

    /// <summary>What that engine would do next.</summary>
    public static IReadOnlyList<OrchestratorAction> Of(
        IList<HistoryEvent> history, Func<OrchestrationContext, CoreReplay, Task<string>> code)
    {
        var executor = new TaskOrchestrationExecutor(
            new OrchestrationRuntimeState(history),
            new CoreReplay(code),
            BehaviorOnContinueAsNew.Carryover,
            ErrorPropagationMode.UseFailureDetails);
        return [.. executor.Execute().Actions];
    }

    public Task<string> Event(string name) => Named(name).Task;

    public override Task<string> Execute(OrchestrationContext context, string input) => code(context, this);

    public override void RaiseEvent(OrchestrationContext context, string name, string input) => Named(name).SetResult(input);

    public override string GetStatus() => "";

    private TaskCompletionSource<string> Named(string name)
        => _events.TryGetValue(name, out var known) ? known : _events[name] = new TaskCompletionSource<string>();
}
