using Functron.Hosting.Durable.History;

using Microsoft.DurableTask;

namespace Functron.Hosting.Durable.Replay;

/// <summary>
/// Calls a failed activity or sub-orchestration again. In the history each attempt is a call of its own, and each pause is a durable timer.
/// </summary>
internal static class CallRetries
{
    /// <param name="likeMicrosofts">Whether the execution has the course <see cref="Courses.LikeMicrosofts"/>.</param>
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
                // The await is in the catch block, so that the exception itself can be thrown again.
                if (!await ShouldRetryAsync(context, likeMicrosofts, retry, attempt, failure.FailureDetails, begun))
                    throw;
            }
        }
    }

    /// <summary>The pause after an attempt. The first attempt has the number 1.</summary>
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
