using Functron.Execution.Results;

namespace Functron.Execution.Run;

/// <summary>One way to run a function.</summary>
internal interface IRunPath
{
    /// <param name="stop">Stops it anywhere before the commit point, after which the function runs; what was made stays for the clean-up.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    Task<IStartedRun> StartAsync(RunAttempt attempt, CancellationToken stop);

    /// <summary>Goes on with what an earlier execution of the run left.</summary>
    Task<Resumption> ResumeAsync(RunAttempt attempt, CancellationToken cancellationToken);
}

/// <summary>A function that runs, or that could not be started. Disposing it lets go of it and does not stop it.</summary>
internal interface IStartedRun : IAsyncDisposable
{
    /// <summary>Stays with it to its end. The result is there before everything of the run has gone.</summary>
    /// <param name="slotMilliseconds">How long it had waited for its slot.</param>
    /// <param name="cancellationToken">Cancelled by the host's stop, it leaves it running; by anything else, it kills it.</param>
    Task<InvocationResult> FollowAsync(double slotMilliseconds, CancellationToken cancellationToken);
}

/// <param name="Result">Null when there is nothing to go on with.</param>
/// <param name="Next">Then the attempt to begin.</param>
internal sealed record Resumption(InvocationResult? Result, RunAttempt Next);
