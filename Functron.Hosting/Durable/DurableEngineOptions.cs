namespace Functron.Hosting.Durable;

/// <summary>Settings of the durable engine.</summary>
public sealed record DurableEngineOptions
{
    /// <summary>A directory of the engine's own on a local disk; created when absent, and owned by one process at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The name its client has.</summary>
    public string HubName { get; init; } = "functron";

    /// <summary>How many executions of each activity name run at once; at least 1.</summary>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How many orchestrator turns run at once; at least 1.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How long an ended instance is kept; looked at every minute.</summary>
    public TimeSpan RetainFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many ended instances are kept; those that ended first go.</summary>
    public int RetainAtMost { get; init; } = 10_000;

    /// <summary>
    /// Whether an instance that is terminated has no custom status any more. Microsoft's engine keeps it; an app whose status says what an instance is
    /// doing wants it gone, and no code of the orchestrator runs at that time.
    /// </summary>
    public bool ClearsStatusOfTerminated { get; init; }

    /// <summary>How long a stop waits for activities to obey their cancellation and for turns to be saved.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);
}
