using Functron.Execution.Build;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Run;
using Functron.Execution.Run.Driving;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution;

/// <summary>
/// The steps of an invocation after the gate (<see cref="InvocationGate"/>) accepted it. Each step may be repeated, by another process too:
/// it first looks for what it did before.
/// </summary>
public sealed class InvocationSteps
{
    private readonly ImageBuilder _builder;
    private readonly FunctionRunner _runner;
    private readonly RunStopper _stopper;
    private readonly DeadlineEnforcer _deadlines;
    private readonly ResourceCleaner _cleaner;
    private readonly RunsHere _here;
    private readonly RunSlots _slots;

    internal InvocationSteps(
        ImageBuilder builder,
        FunctionRunner runner,
        RunStopper stopper,
        DeadlineEnforcer deadlines,
        ResourceCleaner cleaner,
        RunsHere here,
        RunSlots slots) =>
        (_builder, _runner, _stopper, _deadlines, _cleaner, _here, _slots) = (builder, runner, stopper, deadlines, cleaner, here, slots);

    /// <summary>Builds the image. When the user's Dockerfile does not build, that is a result, which is written here.</summary>
    /// <exception cref="InvalidInvocationException">The order was not made for an accepted invocation.</exception>
    /// <exception cref="EngineUnreachableException">The engine does not answer, or was lost for more than 30 s.</exception>
    /// <exception cref="OperationCanceledException">The host stops. The build is to be repeated after its next start.</exception>
    public async Task<BuildOutcome> BuildAsync(RunOrder order, CancellationToken cancellationToken)
    {
        using var here = await _here.TakeUpAsync(order, cancellationToken);
        var built = await _builder.BuildAsync(order, cancellationToken);
        return built with { RunWaits = built.Succeeded && _slots.AreTaken };
    }

    /// <summary>Runs the function in a container of its own, holds its deadline, and writes the result.</summary>
    /// <param name="imageId">The image that the build made.</param>
    /// <param name="cancellationToken">
    /// Cancelled by a termination, it stops the function. Cancelled by the host's stop, it leaves it running.
    /// </param>
    /// <param name="slotTaken">Called when it has its slot, with whether it had to wait for it.</param>
    /// <exception cref="InvalidInvocationException">The order was not made for an accepted invocation.</exception>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    /// <exception cref="EngineTimeoutException">The engine was not through with the creation or the start in time.</exception>
    /// <exception cref="OperationCanceledException">The host stops. The run is to be repeated after its next start.</exception>
    public Task<RunOutcome> RunAsync(RunOrder order, string imageId, CancellationToken cancellationToken, Action<bool>? slotTaken = null) =>
        _runner.RunAsync(order, imageId, cancellationToken, slotTaken);

    /// <summary>Stops the run on request, in whichever phase it is.</summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer. The wish to stop is on record all the same.</exception>
    public Task<StopOutcome> CancelAsync(RunOrder order, CancellationToken cancellationToken) =>
        _stopper.CancelAsync(order, cancellationToken);

    /// <summary>
    /// Kills the function if it has run for its <c>Timeout</c>, or says how long it still has. It never waits for a slot.
    /// </summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer, or not within 2 s.</exception>
    public Task<DeadlineCheck> EnforceDeadlineAsync(RunOrder order, CancellationToken cancellationToken) =>
        _deadlines.EnforceAsync(order, cancellationToken);

    /// <summary>Removes what the run left on the engine and on disk. What could not be removed is in the outcome.</summary>
    public Task<CleanupOutcome> CleanUpAsync(RunOrder order, CancellationToken cancellationToken)
    {
        // Nothing of it begins again, also where the clean-up does not come to its end.
        _here.Ends(order);
        return _cleaner.CleanUpAsync(order, cancellationToken);
    }
}
