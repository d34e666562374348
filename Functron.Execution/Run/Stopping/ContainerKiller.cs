using Functron.Execution.Engine;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.Stopping;

/// <summary>Kills a container and makes sure of it.</summary>
public sealed class ContainerKiller(IContainerEngine engine, TimeProvider time, ILogger<ContainerKiller> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The signal goes to the container's first process, and the kernel ends the others with it. One that hardly gets to run, as it is the
    /// last in line before hundreds of others, does not end soon by that.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Ends the container's processes without the engine: its id and its first process; false where this process cannot.</summary>
    internal Func<string, long, bool> EndsProcesses { get; init; } = ContainerProcesses.TryKill;

    /// <summary>Returns when no process of the container is left.</summary>
    /// <returns>False when it was not running any more.</returns>
    /// <exception cref="ContainerNotStoppedException">It was killed, and still runs after 10 s.</exception>
    public async Task<bool> KillAsync(string container)
    {
        // Not the caller's token: what was decided is seen through.
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            // The engine answers a kill when the container has ended: one that resists is not waited for by that.
            var since = time.GetTimestamp();
            var killing = TryKillAsync(container, limit.Token);
            if (await Task.WhenAny(killing, Task.Delay(Patience, time, limit.Token)) == killing)
                await killing;
            else
                Observe(killing);
            for (var harder = false; await engine.InspectAsync(container, limit.Token) is { } left && (left.Phase == ContainerPhase.Running || left.Pid != 0);)
            {
                if (!harder && time.GetElapsedTime(since) >= Patience)
                {
                    harder = true;
                    await KillHarderAsync(left, limit.Token);
                }

                await Task.Delay(Poll, time, limit.Token);
            }

            return !killing.IsCompletedSuccessfully || await killing;
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new ContainerNotStoppedException(container, e);
        }
    }

    /// <summary>All of its processes at once; where this process cannot, they are frozen first, so that nothing is in the first one's way.</summary>
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
            // An engine that freezes none.
        }

        // The engine lets go of a frozen one that it kills.
        Observe(TryKillAsync(container.Id, cancellationToken));
    }

    private static void Observe(Task task) => _ = task.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);

    /// <summary>An engine that answers with an error may have killed it all the same; what it then says of it decides.</summary>
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
public sealed class ContainerNotStoppedException(string container, Exception inner)
    : Exception($"The engine did not stop container {container} within 10 s of killing it.", inner);
