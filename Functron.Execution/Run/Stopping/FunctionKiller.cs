using Functron.Execution.Run.ByLauncher;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Kills a function: by its launcher where this process is connected to it, which is at once and leaves a record; by the engine otherwise.
/// </summary>
public sealed class FunctionKiller(LiveLaunches launches, ContainerKiller containers, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Returns when no process of the function is left.</summary>
    /// <returns>False when it was not running any more.</returns>
    /// <exception cref="ContainerNotStoppedException">It was killed, and still runs after 10 s.</exception>
    public async Task<bool> KillAsync(RunOrder order, string container) =>
        await TryKillByLauncherAsync(order) || await containers.KillAsync(container);

    /// <returns>True when no process of the function is left; false when this process is not connected to its launcher, or that does not answer.</returns>
    public async Task<bool> TryKillByLauncherAsync(RunOrder order) =>
        launches.Find(order) is { } connection && await connection.TryKillAsync(Patience, time);
}
