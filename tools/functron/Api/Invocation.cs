namespace Functron.Cli.Api;

/// <summary>What <c>GET /v1/invocations/{id}</c> answers.</summary>
internal sealed record Invocation
{
    /// <summary>Durable Functions' runtime status.</summary>
    public required string Status { get; init; }

    /// <summary>Queued, Building, Running or CleaningUp; null at the end.</summary>
    public required string? Phase { get; init; }

    /// <summary>Null until there is one, and when Functron failed.</summary>
    public required InvocationResult? Result { get; init; }

    /// <summary>Why it ended without a result.</summary>
    public required string? Error { get; init; }

    public bool HasEnded => Status is not ("Pending" or "Running" or "Suspended" or "ContinuedAsNew");
}
