using System.Text.Json;

namespace Functron.Execution.Engine;

/// <param name="Name">Its name, and its tag's repository.</param>
/// <param name="Context">A tar that holds the Dockerfile.</param>
internal sealed record ImageBuild(string Name, byte[] Context);

/// <summary>One message of a build or a pull.</summary>
/// <param name="Text">What to print, line ends included.</param>
/// <param name="Error">Why it failed. Null unless this message says so.</param>
/// <param name="ErrorCode">The exit code of the Dockerfile's own command that failed. 0 when something else failed.</param>
internal sealed record BuilderMessage(string Text, string? Error, int ErrorCode = 0);

/// <param name="Command">ENTRYPOINT and CMD, one after the other. Empty when it names nothing to run.</param>
/// <param name="User">As its USER says it: empty, a name or a number, perhaps with a group.</param>
/// <param name="Environment">Its ENV, <c>name=value</c> each.</param>
/// <param name="Layers">The digests of its layers: images of the same layers have the same files.</param>
/// <param name="Architecture">As Go names it: <c>amd64</c>, <c>arm64</c>.</param>
/// <param name="Parent">The image below its last step. Empty when the engine does not say.</param>
/// <param name="Volumes">Where its VOLUMEs are.</param>
/// <param name="WorkingDirectory">Its WORKDIR. Empty: the root.</param>
internal sealed record ImageSnapshot(
    string Id,
    IReadOnlyList<string> Command,
    string User,
    IReadOnlyList<string> Environment,
    IReadOnlyList<string> Layers,
    string Architecture,
    string Parent,
    IReadOnlyList<string> Volumes,
    string WorkingDirectory)
{
    public bool HasCommand => Command.Count > 0;

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The instructions that a builder carries out first when another image starts from this one, each without its <c>ONBUILD</c>.
    /// </summary>
    public IReadOnlyList<string> OnBuild { get; init; } = [];
}

/// <param name="Os"><c>linux</c>, <c>windows</c>.</param>
/// <param name="Architecture">As Go names it: <c>amd64</c>, <c>arm64</c>.</param>
internal sealed record EnginePlatform(string Os, string Architecture);

/// <summary>What a container may have. 0 means no limit.</summary>
/// <param name="MemoryBytes">Memory and swap together.</param>
/// <param name="Cpus">Processors, also parts of them.</param>
/// <param name="Pids">Processes and threads.</param>
/// <param name="OomScoreAdj">From -1000 to 1000. See proc_pid_oom_score_adj(5).</param>
/// <param name="DroppedCapabilities">Capabilities that the engine gives and this container does not get, such as <c>NET_RAW</c>.</param>
/// <param name="NoNewPrivileges">
/// Whether a process keeps to the rights that it has, whatever the file of a program that it starts says.
/// </param>
internal sealed record ContainerLimits(
    long MemoryBytes, double Cpus, long Pids, int OomScoreAdj, IReadOnlyList<string> DroppedCapabilities, bool NoNewPrivileges);

/// <summary>A container to create.</summary>
/// <param name="Labels">
/// The labels of the run. It adds those that tell a container from its image: <see cref="Engine.Labels.Container"/> and
/// <see cref="Engine.Labels.Path"/>.
/// </param>
/// <param name="OpenStdin">
/// True: it gets a standard input that closes after the first writer has finished. False: it reads an end of file.
/// </param>
/// <param name="LogFileBytes">How large a file of the engine's log may grow. Two of them are kept.</param>
/// <param name="Launcher">What runs in the place of the image's command. Null: that command itself.</param>
internal sealed record ContainerSpec(
    string Name,
    string Image,
    IReadOnlyDictionary<string, string> Labels,
    bool OpenStdin,
    long LogFileBytes,
    ContainerLimits Limits,
    string NetworkMode,
    LauncherSpec? Launcher = null)
{
    public IReadOnlyDictionary<string, string> Labels { get; } = new Dictionary<string, string>(Labels)
    {
        [Engine.Labels.Container] = Name,
        [Engine.Labels.Path] = Launcher is null ? Engine.Labels.EnginePath : Engine.Labels.LauncherPath,
    };
}

/// <summary>
/// A container whose first process is the launcher, as root and without the engine's streams or log. All that is to be known of it is in
/// files. The engine is not told to remove it when it ends, because a restarted engine that keeps containers alive would then remove the
/// living ones, too (https://github.com/moby/moby/issues/46308). Clean-up and sweep remove it.
/// </summary>
/// <param name="Folder">On the engine's machine. It is mounted read-only.</param>
/// <param name="MountPoint">The place in the container.</param>
/// <param name="Command">The launcher and its arguments.</param>
internal sealed record LauncherSpec(string Folder, string MountPoint, IReadOnlyList<string> Command);

/// <summary>What the engine says of a container.</summary>
/// <param name="StartedAt">On the engine's clock. Null when it never started.</param>
/// <param name="FinishedAt">On the engine's clock. Null while it has not ended.</param>
/// <param name="Pid">The number of its first process. 0 when there is none.</param>
internal sealed record ContainerSnapshot(
    string Id,
    ContainerPhase Phase,
    int ExitCode,
    bool OutOfMemory,
    long Pid,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyDictionary<string, string> Labels);

internal enum ContainerPhase
{
    /// <summary>Not started yet, or its start was refused.</summary>
    Created,

    Running,

    Exited,

    /// <summary>Being removed, or what a removal that failed left.</summary>
    Removing,
}

/// <param name="LinkTarget">Where a symbolic link leads within the container, as an absolute path. Null when it is no link.</param>
/// <param name="Size">Bytes, of a regular file.</param>
internal sealed record PathStat(bool IsDirectory, string? LinkTarget, long Size);

/// <summary>A container or an image of ours.</summary>
/// <param name="Names">A container's name, or an image's tags. It may be empty for an image.</param>
internal sealed record LabelledResource(string Id, IReadOnlyList<string> Names, IReadOnlyDictionary<string, string> Labels);

/// <summary>How to log in to a registry: user name and password, or an identity token.</summary>
internal sealed record RegistryCredential(string Server, string Username, string Password, string? IdentityToken)
{
    /// <summary>As the engine takes it with a pull: JSON in base64 for URLs, padded (without padding it pulls anonymously).</summary>
    public string ToHeader()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new { username = Username, password = Password, serveraddress = Server, identitytoken = IdentityToken });
        return Convert.ToBase64String(json).Replace('+', '-').Replace('/', '_');
    }

    // A record prints its members, and a password must not get into a log in that way.
    public override string ToString() => $"credential for {Server}";
}
