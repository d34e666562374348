using Functron.Execution.Engine;

namespace Functron.Execution.Run;

/// <summary>Kills a container and makes sure of it.</summary>
public sealed class ContainerKiller(IContainerEngine engine, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns when no process of the container is left.</summary>
    /// <returns>False when it was not running any more.</returns>
    /// <exception cref="ContainerNotStoppedException">It was killed, and still runs after 10 s.</exception>
    public async Task<bool> KillAsync(string container)
    {
        // Not the caller's token: what was decided is seen through.
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            var killed = await TryKillAsync(container, limit.Token);
            while (await engine.InspectAsync(container, limit.Token) is { } left && (left.Phase == ContainerPhase.Running || left.Pid != 0))
                await Task.Delay(Poll, time, limit.Token);
            return killed;
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new ContainerNotStoppedException(container, e);
        }
    }

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

/// <summary>The engine did not stop a container that it was told to kill: the platform's failure.</summary>
public sealed class ContainerNotStoppedException(string container, Exception inner)
    : Exception($"The engine did not stop container {container} within 10 s of killing it.", inner);
