using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>What an orchestrator may do; everything it awaits comes from here.</summary>
public abstract class TaskOrchestrationContext
{
    public abstract TaskName Name { get; }

    public abstract string InstanceId { get; }

    /// <summary>The time of the current turn; the same in every replay of it.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>True while the orchestrator repeats what its history already holds.</summary>
    public abstract bool IsReplaying { get; }

    private protected abstract ILoggerFactory LoggerFactory { get; }

    public abstract T? GetInput<T>();

    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null)
        => CallActivityAsync<object>(name, input, options);

    public virtual Task CallActivityAsync(TaskName name, TaskOptions options)
        => CallActivityAsync(name, null, options);

    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options)
        => CallActivityAsync<TResult>(name, null, options);

    /// <exception cref="TaskFailedException">The activity failed, and retries (if asked for) did not help.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken)
        => CreateTimer(CurrentUtcDateTime + delay, cancellationToken);

    /// <summary>A durable timer. A timer that lost its race should be cancelled.</summary>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>The next event of that name (without regard to case), also one that was raised earlier.</summary>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <exception cref="TaskCanceledException">No event came in time.</exception>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout)
        => WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <exception cref="TaskCanceledException">No event came in time, or the token was cancelled.</exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var eventWait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timerWait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var raised = WaitForExternalEvent<T>(eventName, eventWait.Token);
        var late = CreateTimer(timeout, timerWait.Token);

        // The loser gives its place up: the timer would hold the instance, the waiter would swallow a later event.
        if (await Task.WhenAny(raised, late) == raised)
            timerWait.Cancel();
        else
            eventWait.Cancel();
        return await raised;
    }

    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>A new id, the same one in every replay.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent while the orchestrator replays.</summary>
    public virtual ILogger CreateReplaySafeLogger(string categoryName)
        => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(categoryName));

    public virtual ILogger CreateReplaySafeLogger(Type type)
        => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(type));

    public virtual ILogger CreateReplaySafeLogger<T>()
        => new ReplaySafeLogger(this, LoggerFactory.CreateLogger<T>());
}
