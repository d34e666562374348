using Functron.Execution.Engine;
using Functron.Execution.Launcher;
using Functron.Execution.Results;

namespace Functron.Execution.Run;

/// <summary>Stops a run in whichever phase it is. Never waits for a slot.</summary>
public sealed class RunStopper(IContainerEngine engine, ResultStore results, StopIntents intents, FunctionKiller killer, InstallationId installation)
{
    /// <summary>
    /// Records the intent, which ends a run that queues, builds or is about to start, and kills a running function.
    /// A run that has its result is left as it is.
    /// </summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer; the intent is on record all the same.</exception>
    public async Task CancelAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await results.ReadAsync(order, cancellationToken) is not null)
            return;

        await intents.TryRecordAsync(order, StopReason.Cancel, cancellationToken);
        if (await killer.TryKillByLauncherAsync(order))
            return;
        foreach (var container in await engine.ListContainersAsync(RunLabels.Filter(order, await installation.GetAsync(cancellationToken)), cancellationToken))
        {
            // One that was not started yet is not touched: its runner sees the intent.
            if (await engine.InspectAsync(container.Id, cancellationToken) is { Phase: ContainerPhase.Running })
                await killer.KillAsync(order, container.Id);
        }
    }
}
