using Functron.Execution.Engine;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Kills functions, and returns only with the proof that no process of the function is left. It goes by a connection of this process where
/// there is one, which is at once and leaves a record, and by the engine otherwise.
/// </summary>
internal sealed class FunctionKiller(
    IContainerEngine engine, ConnectedRuns connected, RunContainers containers, TimeProvider time, ILogger<FunctionKiller> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The signal goes to the container's first process, and the kernel ends the others with it. A first process that hardly gets to run,
    /// because hundreds of others are before it, does not end soon by that.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly KillProof _proof = new(engine, time);

    /// <summary>
    /// Ends the container's processes without the engine, by the container's id and its first process. False where this process cannot do
    /// that.
    /// </summary>
    internal Func<string, long, bool> EndsProcesses { get; init; } = ContainerProcesses.TryKill;

    /// <summary>Kills a function. Returns when no process of it is left.</summary>
    /// <returns>False when it was not running any more.</returns>
    /// <exception cref="ContainerNotStoppedException">It was killed, and still runs after 10 s.</exception>
    public async Task<bool> KillAsync(RunOrder order, string container) =>
        await connected.TryKillAsync(order) || await KillContainerAsync(container);

    /// <summary>
    /// Kills whatever runs of a run. A container that was not started yet is left alone: whoever starts it sees the intent.
    /// </summary>
    /// <exception cref="ContainerNotStoppedException">A container was killed, and still runs after 10 s.</exception>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public async Task KillAllAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await connected.TryKillAsync(order) || !await containers.HasAsync(order.RunId, null, cancellationToken))
            return;
        foreach (var container in await containers.ListAsync(order, cancellationToken))
        {
            if (await engine.InspectAsync(container.Id, cancellationToken) is { Phase: ContainerPhase.Running })
                await KillAsync(order, container.Id);
        }
    }

    private async Task<bool> KillContainerAsync(string container)
    {
        // Not the caller's token: what was decided is carried to its end.
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            // The engine answers a kill when the container has ended, so its answer is not waited for where a container resists.
            var since = time.GetTimestamp();
            var killing = TryKillAsync(container, limit.Token);
            if (await Task.WhenAny(killing, Task.Delay(Patience, time, limit.Token)) == killing)
                await killing;
            else
                Observe(killing);
            if (await _proof.WaitAsync(container, Patience - time.GetElapsedTime(since), limit.Token) is { } left)
            {
                await KillHarderAsync(left, limit.Token);
                await _proof.WaitAsync(container, null, limit.Token);
            }

            return !killing.IsCompletedSuccessfully || await killing;
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new ContainerNotStoppedException(container, e);
        }
    }

    /// <summary>
    /// Kills all processes at once. Where this process cannot, they are frozen first, so that nothing is in the first one's way.
    /// </summary>
    private async Task KillHarderAsync(ContainerSnapshot container, CancellationToken cancellationToken)
    {
        ExecutionLog.KilledHarder(logger, container.Id, Patience.TotalSeconds);
        if (EndsProcesses(container.Id, container.Pid))
            return;
        try
        {
            await engine.FreezeAsync(container.Id, cancellationToken);
        }
        catch (EngineRefusedException)
        {
            // An engine that cannot freeze containers.
        }

        // The engine thaws a frozen container that it kills.
        Observe(TryKillAsync(container.Id, cancellationToken));
    }

    private static void Observe(Task task) => _ = task.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);

    /// <summary>
    /// An engine that answers with an error may have killed the container all the same. What it says of the container decides.
    /// </summary>
    private async Task<bool> TryKillAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.KillAsync(container, cancellationToken);
        }
        catch (EngineRefusedException)
        {
            return true;
        }
    }
}

/// <summary>The engine did not stop a container that it was told to kill.</summary>
internal sealed class ContainerNotStoppedException(string container, Exception inner)
    : Exception($"The engine did not stop container {container} within 10 s of killing it.", inner);
