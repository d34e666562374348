using Functron.Execution.Engine;
using Functron.Execution.Results;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Holds a run to its deadline from outside, which is needed when the worker that runs it is dead. It never waits for a slot.
/// </summary>
internal sealed class DeadlineEnforcer(
    IContainerEngine engine,
    ResultStore results,
    RunsHere here,
    RunWays ways,
    StopIntents intents,
    FunctionKiller killer,
    TimeProvider time)
{
    /// <summary>
    /// While it looks, a cancel waits. A look that takes longer goes on by itself, and the next look sees what came of it.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Kills the function if it has run for its <c>Timeout</c>, or says how long it still has.</summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer, or not within 2 s.</exception>
    public async Task<DeadlineCheck> EnforceAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var looking = LookAsync(order, cancellationToken);
        try
        {
            return await looking.WaitAsync(Limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            _ = looking.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
            throw new EngineUnreachableException(
                engine.Endpoint,
                $"The deadline of {order.ResourceName()} could not be looked at within {Limit.TotalSeconds} s: "
                    + $"the Docker engine at {engine.Endpoint} hangs.");
        }
    }

    private async Task<DeadlineCheck> LookAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (here.IsQueued(order))
            return new DeadlineCheck(DeadlineState.Queued, 0);
        if (await results.ReadAsync(order, cancellationToken) is not null)
            return new DeadlineCheck(DeadlineState.Ended, 0);
        foreach (var way in ways.All)
        {
            if (await way.LookAsync(order, cancellationToken) is { } function)
                return await EnforceAsync(order, function);
        }

        return new DeadlineCheck(DeadlineState.NotStarted, 0);
    }

    private async Task<DeadlineCheck> EnforceAsync(RunOrder order, FunctionTime function)
    {
        if (function.State != DeadlineState.Running || function.Remaining > TimeSpan.Zero)
            return new DeadlineCheck(function.State, function.Remaining.TotalSeconds);

        // The intent is on record before the kill. What was decided is then carried to its end.
        await intents.TryRecordAsync(order, StopReason.Timeout, CancellationToken.None);
        return new DeadlineCheck(await killer.KillAsync(order, function.Container) ? DeadlineState.Killed : DeadlineState.Ended, 0);
    }
}
