using Functron.Execution.Results;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Run;

/// <summary>One way to run a function. Each wing implements it.</summary>
internal interface IRunPath
{
    /// <param name="stop">
    /// Stops it anywhere before the commit point, after which the function runs. What was made until then is left for the clean-up.
    /// </param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    Task<IStartedRun> StartAsync(RunAttempt attempt, CancellationToken stop);

    /// <summary>
    /// Looks for what an earlier execution of the run left, and makes room for another attempt where that cannot be used.
    /// </summary>
    Task<Resumption> ResumeAsync(RunAttempt attempt, CancellationToken cancellationToken);

    /// <summary>Whether an earlier execution of the run may have begun it in this way.</summary>
    Task<bool> MayHaveBegunAsync(RunOrder order, CancellationToken cancellationToken);

    /// <summary>Looks how long the function of a run still may run.</summary>
    /// <returns>Null when the run was not begun in this way, as far as can be seen.</returns>
    Task<FunctionTime?> LookAsync(RunOrder order, CancellationToken cancellationToken);
}

/// <summary>A function that runs, or that could not be started. Disposing it lets go of it and does not stop it.</summary>
internal interface IStartedRun : IAsyncDisposable
{
    /// <summary>Stays with it to its end. The result is there before everything of the run has gone.</summary>
    /// <param name="slotMilliseconds">How long it had waited for its slot.</param>
    /// <param name="cancellationToken">
    /// Cancelled by the host's stop, it leaves the function running. Cancelled by anything else, it kills it.
    /// </param>
    Task<InvocationResult> FollowAsync(double slotMilliseconds, CancellationToken cancellationToken);
}

/// <param name="Left">The function that an earlier execution started. Null when there is nothing to go on with.</param>
/// <param name="Next">The attempt to begin when there is nothing to go on with.</param>
internal sealed record Resumption(IStartedRun? Left, RunAttempt Next);

/// <summary>The two ways to run a function.</summary>
internal sealed record RunWays(IRunPath Launcher, IRunPath Engine)
{
    /// <summary>The launcher comes first: it has a record of its own, so looking there costs the engine nothing.</summary>
    public IReadOnlyList<IRunPath> All => [Launcher, Engine];
}
