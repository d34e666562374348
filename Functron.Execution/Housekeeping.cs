using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Run.Driving;

namespace Functron.Execution;

/// <summary>What a host does from time to time, for no invocation in particular.</summary>
public sealed class Housekeeping
{
    private readonly Sweeper _sweeper;
    private readonly LostInstallations _others;
    private readonly RunPaths _paths;

    internal Housekeeping(Sweeper sweeper, LostInstallations others, RunPaths paths) =>
        (_sweeper, _others, _paths) = (sweeper, others, paths);

    /// <summary>Removes what crashes left of instances that have ended or are not known. It waits for nothing that resists.</summary>
    /// <param name="isEndedOrUnknown">Asked once for each instance id.</param>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public Task<SweepOutcome> SweepAsync(
        Func<string, CancellationToken, Task<bool>> isEndedOrUnknown, CancellationToken cancellationToken) =>
        _sweeper.SweepAsync(isEndedOrUnknown, cancellationToken);

    /// <summary>Removes all containers, running or not, and all images of every other installation.</summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public Task<SweepOutcome> SweepOtherInstallationsAsync(CancellationToken cancellationToken) => _others.RemoveAsync(cancellationToken);

    /// <summary>
    /// Warns of other installations when this data directory is a new one, for it may be in the place of one that was lost.
    /// </summary>
    /// <returns>Whether it warned.</returns>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public Task<bool> WarnOfOtherInstallationsAsync(CancellationToken cancellationToken) => _others.WarnIfNewAsync(cancellationToken);

    /// <summary>Chooses how functions are run, so that the first run need not wait for it.</summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer. The next call tries again.</exception>
    public Task ChooseRunPathAsync(CancellationToken cancellationToken) => _paths.ChooseAsync(cancellationToken);

    /// <summary>Tries the launcher again, with growing pauses, where that may change the choice.</summary>
    /// <returns>False when the choice is made for good.</returns>
    /// <exception cref="EngineUnreachableException">The engine does not answer. The next call tries again.</exception>
    public Task<bool> ReviseRunPathAsync(CancellationToken cancellationToken) => _paths.ReviseAsync(cancellationToken);
}
