using System.Net;

namespace Functron.Execution.Engine;

/// <summary>
/// The calls that Functron makes to a Docker engine, and no others.
/// </summary>
/// <remarks>
/// Every call throws <see cref="EngineUnreachableException"/> when the engine does not answer, not in time, or the connection breaks,
/// <see cref="EngineTimeoutException"/> when a creation, an upload or a start is not through in time,
/// <see cref="EngineRefusedException"/> when it answers with an error that the call does not give a meaning to,
/// and <see cref="OperationCanceledException"/> when the token is cancelled, which ends the wait for the call at once.
/// Builds, pulls and <see cref="WaitAsync"/> have no limit of their own. <see cref="ExecutionOptions"/> has the limits of the others.
/// </remarks>
internal interface IContainerEngine
{
    /// <summary>Where the engine is looked for, such as <c>unix:///var/run/docker.sock</c>.</summary>
    string Endpoint { get; }

    Task<string> VersionAsync(CancellationToken cancellationToken);

    /// <summary>The engine's own clock, against which <see cref="ContainerSnapshot.StartedAt"/> is read.</summary>
    Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken);

    /// <summary>What the engine's containers run on, which need not be what this process runs on.</summary>
    Task<EnginePlatform> PlatformAsync(CancellationToken cancellationToken);

    /// <summary>Bytes of memory that the engine's machine has. 0 when it does not say.</summary>
    Task<long> MemoryAsync(CancellationToken cancellationToken);

    /// <summary>Builds with the classic builder. Returns when the engine's stream has ended, whether the build succeeded or not.</summary>
    Task BuildAsync(ImageBuild build, IProgress<BuilderMessage> progress, CancellationToken cancellationToken);

    /// <summary>
    /// Pulls an image. Returns when the engine's stream has ended. A failure is in the messages, or is an
    /// <see cref="EngineRefusedException"/>.
    /// </summary>
    Task PullAsync(string image, RegistryCredential? credential, IProgress<BuilderMessage> progress, CancellationToken cancellationToken);

    /// <param name="image">A name or an id.</param>
    /// <returns>Null when the engine does not have it.</returns>
    Task<ImageSnapshot?> FindImageAsync(string image, CancellationToken cancellationToken);

    /// <summary>The images that carry all of these labels (<c>name=value</c>, or <c>name</c> with any value).</summary>
    Task<IReadOnlyList<LabelledResource>> ListImagesAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken);

    /// <summary>
    /// Removes an image but leaves its untagged parents, which are the builder's cache. A missing image counts as removed.
    /// </summary>
    Task RemoveImageAsync(string image, CancellationToken cancellationToken);

    /// <returns>The container's id. Null when the name is taken.</returns>
    Task<string?> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken);

    /// <summary>Looks what a container has at an absolute path. A link at its end is not followed.</summary>
    /// <returns>Null when there is nothing.</returns>
    Task<PathStat?> StatAsync(string container, string path, CancellationToken cancellationToken);

    /// <summary>Reads a file of a container, running or not. Links within the container are followed.</summary>
    /// <returns>Null when there is no such file, or none of at most <paramref name="limit"/> bytes.</returns>
    Task<byte[]?> ReadFileAsync(string container, string path, int limit, CancellationToken cancellationToken);

    /// <summary>Unpacks a tar (plain, gzip or bzip2) in a directory of the container that must exist.</summary>
    Task PutArchiveAsync(string container, string directory, Stream tar, CancellationToken cancellationToken);

    /// <summary>
    /// Attaches to what a container will print, or to its standard input. When that is done before the start, nothing is missed.
    /// </summary>
    Task<IContainerStream> AttachAsync(string container, AttachTo to, CancellationToken cancellationToken);

    /// <summary>The container's log from its first byte to where it is now.</summary>
    Task<IContainerStream> ReadLogAsync(string container, CancellationToken cancellationToken);

    Task StartAsync(string container, CancellationToken cancellationToken);

    /// <summary>
    /// Returns when the container is not running. To be called only for a container that is known to have started: of one that was only
    /// created the engine says at once that it is not running.
    /// </summary>
    Task WaitAsync(string container, CancellationToken cancellationToken);

    /// <returns>False when it was not running, or is gone.</returns>
    Task<bool> KillAsync(string container, CancellationToken cancellationToken);

    /// <summary>
    /// Freezes all processes of a container. A kill ends a frozen container all the same. A container that is frozen or gone is left as it
    /// is.
    /// </summary>
    Task FreezeAsync(string container, CancellationToken cancellationToken);

    /// <param name="container">A name or an id.</param>
    /// <returns>Null when there is none.</returns>
    Task<ContainerSnapshot?> InspectAsync(string container, CancellationToken cancellationToken);

    /// <summary>
    /// The containers, running or not, that carry all of these labels (<c>name=value</c>, or <c>name</c> with any value).
    /// </summary>
    Task<IReadOnlyList<LabelledResource>> ListContainersAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken);

    /// <summary>The addresses, in all networks, of the running containers that carry all of these labels.</summary>
    Task<IReadOnlySet<IPAddress>> ListAddressesAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken);

    /// <summary>Removes a container, running or not, with its anonymous volumes. A missing container counts as removed.</summary>
    Task RemoveContainerAsync(string container, CancellationToken cancellationToken);
}

internal enum AttachTo
{
    Output,
    Input,
}
