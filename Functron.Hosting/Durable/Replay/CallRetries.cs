using Functron.Hosting.Durable.History;

using Microsoft.DurableTask;

namespace Functron.Hosting.Durable.Replay;

/// <summary>Calls a failed activity or sub-orchestration again. Each attempt is a call of its own in the history, each pause a durable timer.</summary>
internal static class CallRetries
{
    /// <param name="likeMicrosofts">Whether the instance is of <see cref="Courses.LikeMicrosofts"/>.</param>
    public static async Task<string?> RunAsync(
        TaskOrchestrationContext context, bool likeMicrosofts, TaskRetryOptions retry, Func<Task<string?>> call)
    {
        var begun = context.CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failure)
            {
                // await in a catch block keeps the exception for the rethrow when nobody retries.
                if (!await ShouldRetryAsync(context, likeMicrosofts, retry, attempt, failure.FailureDetails, begun))
                    throw;
            }
        }
    }

    /// <summary>The pause after the given attempt, 1 being the first.</summary>
    public static TimeSpan Pause(RetryPolicy policy, int attempt)
    {
        var ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        var longest = policy.MaxRetryInterval > TimeSpan.Zero ? policy.MaxRetryInterval : TimeSpan.FromDays(3650);
        return ticks < longest.Ticks ? TimeSpan.FromTicks((long)ticks) : longest;
    }

    private static async Task<bool> ShouldRetryAsync(
        TaskOrchestrationContext context,
        bool likeMicrosofts,
        TaskRetryOptions retry,
        int attempt,
        TaskFailureDetails failure,
        DateTime begun)
    {
        if (likeMicrosofts && RetryDecision.IsOfMissingFunction(failure))
            return false;
        var elapsed = context.CurrentUtcDateTime - begun;
        if (retry.Handler is { } handler)
            return await handler(new RetryContext(context, attempt, failure, elapsed, CancellationToken.None));

        var policy = retry.Policy!;
        if (attempt >= policy.MaxNumberOfAttempts)
            return false;
        if (!(likeMicrosofts ? RetryDecision.OfAny(policy, failure) : RetryDecision.Of(policy, failure)))
            return false;
        var pause = Pause(policy, attempt);
        var isLate = likeMicrosofts ? elapsed >= policy.RetryTimeout : elapsed + pause > policy.RetryTimeout;
        if (policy.RetryTimeout > TimeSpan.Zero && isLate)
            return false;
        await context.CreateTimer(pause, CancellationToken.None);
        return true;
    }
}
