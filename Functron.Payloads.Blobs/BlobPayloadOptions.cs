namespace Functron.Payloads.Blobs;

/// <summary>Where payloads are kept as blobs, and how patiently.</summary>
public sealed record BlobPayloadOptions(BlobConnection Connection)
{
    public const string DefaultContainer = "functron-payloads";

    /// <summary>One of this installation's own; made when missing.</summary>
    /// <exception cref="BlobOptionsException">On setting it: no container can have that name.</exception>
    public string Container
    {
        get;
        init => field = ContainerNames.Check(value);
    } = DefaultContainer;

    /// <summary>Bytes that a writer gathers before it sends them: all the memory it takes. A payload no larger is sent in one piece.</summary>
    internal int BlockBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes that a reader fetches at a time: all the memory it takes.</summary>
    internal int RangeBytes { get; init; } = 1024 * 1024;

    /// <summary>How often a failed call is repeated.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Before the first repetition; twice as long before each of the next.</summary>
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>How long one try may take. With the repetitions, a store that is away is given up after little more than a minute.</summary>
    internal TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What sends the calls; null: the client library's own.</summary>
    internal HttpMessageHandler? Handler { get; init; }
}

/// <summary>The blob store cannot be used as it is set up; the message says what to set.</summary>
public sealed class BlobOptionsException(string message) : Exception(message);
