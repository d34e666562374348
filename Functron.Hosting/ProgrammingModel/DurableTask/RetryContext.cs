namespace Microsoft.DurableTask;

/// <summary>What a retry handler decides by.</summary>
/// <param name="LastAttemptNumber">1 after the first call.</param>
/// <param name="TotalRetryTime">Since the first call was made, on the orchestrator's clock.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);

/// <summary>True to call the activity again at once.</summary>
public delegate bool RetryHandler(RetryContext retryContext);

/// <summary>True to call the activity again; may await the context's tasks (a timer, for one) before it answers.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
