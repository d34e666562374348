namespace Functron.Payloads.Blobs;

/// <summary>Where payloads are kept as blobs, and how long calls may take.</summary>
public sealed record BlobPayloadOptions(BlobConnection Connection)
{
    public const string DefaultContainer = "functron-payloads";

    /// <summary>The container, for this installation alone. It is made when it is missing.</summary>
    /// <exception cref="BlobOptionsException">On setting it: no container can have that name.</exception>
    public string Container
    {
        get;
        init => field = ContainerNames.Check(value);
    } = DefaultContainer;

    /// <summary>
    /// Bytes that a writer gathers before it sends them. It takes no more memory than that. A payload that is no larger is sent in one
    /// piece.
    /// </summary>
    internal int BlockBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes that a reader fetches at a time. It takes no more memory than that.</summary>
    internal int RangeBytes { get; init; } = 1024 * 1024;

    /// <summary>How often a failed call is repeated.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The pause before the first repetition. Each further pause is twice as long.</summary>
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>
    /// How long one try may take. With the repetitions, a store that is away is given up after a little more than a minute.
    /// </summary>
    internal TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Sends the calls. Null: the client library sends them itself.</summary>
    internal HttpMessageHandler? Handler { get; init; }
}

/// <summary>The blob store cannot be used with these settings. The message says what to set.</summary>
public sealed class BlobOptionsException(string message) : Exception(message);
