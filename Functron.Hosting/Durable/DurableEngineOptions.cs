namespace Functron.Hosting.Durable;

/// <summary>Settings of the durable engine.</summary>
public sealed record DurableEngineOptions
{
    /// <summary>A directory on a local disk for the engine alone. It is created when it is absent. One process at a time owns it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The name of the engine's client.</summary>
    public string HubName { get; init; } = "functron";

    /// <summary>How many executions of each activity name run at once; at least 1.</summary>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How many orchestrator turns run at once; at least 1.</summary>
    public int MaxConcurrentOrchestrators { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How long an ended instance is kept. The engine looks every minute.</summary>
    public TimeSpan RetainFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many ended instances are kept at most. Those that ended first are removed.</summary>
    public int RetainAtMost { get; init; } = 10_000;

    /// <summary>
    /// Whether the custom status of an instance is removed when it is terminated. Microsoft's engine keeps it. An app whose status says
    /// what an instance is doing needs this, for no code of the orchestrator runs at a termination.
    /// </summary>
    public bool ClearsStatusOfTerminated { get; init; }

    /// <summary>How long a stop waits until activities have obeyed their cancellation and turns are stored.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);
}
