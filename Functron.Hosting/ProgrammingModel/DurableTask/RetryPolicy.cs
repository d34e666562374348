namespace Microsoft.DurableTask;

/// <summary>Calls a failed activity again after growing intervals.</summary>
public class RetryPolicy
{
    /// <param name="maxNumberOfAttempts">The first call counts; at least 1.</param>
    /// <param name="firstRetryInterval">More than zero.</param>
    /// <param name="backoffCoefficient">What each further interval is multiplied by; at least 1.</param>
    /// <param name="maxRetryInterval">No interval is longer; an hour unless given, and not less than the first.</param>
    /// <param name="retryTimeout">No retry is begun later than this after the first call; no limit unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1,
        TimeSpan? maxRetryInterval = default,
        TimeSpan? retryTimeout = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!(backoffCoefficient >= 1) || double.IsInfinity(backoffCoefficient))
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "At least 1.");
        ThrowIfShorter(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        ThrowIfShorter(retryTimeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>False for a failure that no retry can help; every failure is retried unless this is set.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => Retries = value;
    }

    internal Func<TaskFailureDetails, bool> Retries { get; private init; } = static _ => true;

    private static void ThrowIfShorter(TimeSpan? value, TimeSpan first, string name)
    {
        if (value is { } given && given != Timeout.InfiniteTimeSpan && given < first)
            throw new ArgumentOutOfRangeException(name, value, "Not less than the first retry interval.");
    }
}
