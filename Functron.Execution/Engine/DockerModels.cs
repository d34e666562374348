using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Docker.DotNet.Models;

namespace Functron.Execution.Engine;

/// <summary>Between our records and the client library's.</summary>
internal static class DockerModels
{
    /// <summary>Of a file's mode as Go spells it, which is not as Unix does.</summary>
    private const uint DirectoryBit = 1u << 31;

    /// <summary>
    /// Docker's own list (https://github.com/moby/moby/blob/v28.0.0/oci/defaults.go), which one of ours replaces, and files of process 1
    /// that say how soon it goes when memory is short, and its share of processors: root may write them. Not all of /proc/1: with SELinux
    /// runc writes to its attr/exec after these are mounted.
    /// </summary>
    private static readonly string[] ReadonlyBesideLauncher =
    [
        "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
        "/proc/1/oom_score_adj", "/proc/1/oom_adj", "/proc/1/task/1/oom_score_adj", "/proc/1/task/1/oom_adj", "/proc/1/autogroup",
    ];

    /// <summary>
    /// Those that the engine gave, and the one that a kernel makes for itself from the interface's hardware address where IPv6 is on.
    /// </summary>
    public static IEnumerable<IPAddress> Addresses(EndpointSettings network)
    {
        foreach (var text in new[] { network.IPAddress, network.GlobalIPv6Address })
        {
            if (IPAddress.TryParse(text, out var address))
                yield return address;
        }

        if (PhysicalAddress.TryParse(network.MacAddress, out var hardware)
            && hardware.GetAddressBytes() is [var a, var b, var c, var d, var e, var f])
            yield return new IPAddress([0xfe, 0x80, 0, 0, 0, 0, 0, 0, (byte)(a ^ 2), b, c, 0xff, 0xfe, d, e, f]);
    }

    public static CreateContainerParameters ToParameters(ContainerSpec spec)
    {
        var parameters = CommonParameters(spec);
        return spec.Launcher is { } launcher ? WithLauncher(parameters, launcher) : WithStreams(parameters, spec);
    }

    private static CreateContainerParameters CommonParameters(ContainerSpec spec) => new()
    {
        Name = spec.Name,
        Image = spec.Image,
        Labels = new Dictionary<string, string>(spec.Labels),
        Tty = false,
        HostConfig = new HostConfig
        {
            Memory = spec.Limits.MemoryBytes,
            MemorySwap = spec.Limits.MemoryBytes,
            NanoCPUs = (long)(spec.Limits.Cpus * 1_000_000_000),
            PidsLimit = spec.Limits.Pids > 0 ? spec.Limits.Pids : null,
            OomScoreAdj = spec.Limits.OomScoreAdj,
            CapDrop = [.. spec.Limits.DroppedCapabilities],
            NetworkMode = spec.NetworkMode,
            // Both values are said, for a daemon may have a default of its own ("no-new-privileges" in daemon.json).
            SecurityOpt = [spec.Limits.NoNewPrivileges ? "no-new-privileges" : "no-new-privileges=false"],
        },
    };

    private static CreateContainerParameters WithStreams(CreateContainerParameters parameters, ContainerSpec spec)
    {
        parameters.OpenStdin = parameters.StdinOnce = parameters.AttachStdin = spec.OpenStdin;
        parameters.AttachStdout = parameters.AttachStderr = true;

        // Said here because the daemon's own default may keep nothing, and json-file spoils what is not UTF-8.
        parameters.HostConfig.LogConfig = new LogConfig
        {
            Type = "local",
            Config = new Dictionary<string, string>
            {
                ["max-size"] = spec.LogFileBytes.ToString(CultureInfo.InvariantCulture),
                ["max-file"] = "2",
                ["compress"] = "false",
            },
        };
        return parameters;
    }

    private static CreateContainerParameters WithLauncher(CreateContainerParameters parameters, LauncherSpec launcher)
    {
        parameters.Entrypoint = [.. launcher.Command];
        parameters.User = "0:0";

        // It would run as root and not as the image's user, and nobody asks for its outcome.
        parameters.Healthcheck = new HealthConfig { Test = ["NONE"] };
        // The daemon's default may put an init of its own in the launcher's place.
        parameters.HostConfig.Init = false;
        parameters.HostConfig.ReadonlyPaths = [.. ReadonlyBesideLauncher];

        // Not what the image says: by this signal the launcher knows that it is stopped from outside.
        parameters.StopSignal = "SIGTERM";
        parameters.HostConfig.LogConfig = new LogConfig { Type = "none" };

        // The engine refuses a mount of this kind when its machine does not have the folder. A "bind" would make an empty folder.
        parameters.HostConfig.Mounts =
            [new Mount { Type = "bind", Source = launcher.Folder, Target = launcher.MountPoint, ReadOnly = true }];
        return parameters;
    }

    public static ImageSnapshot FromResponse(ImageInspectResponse response) => new(
        response.ID,
        [.. Entrypoint(response.Config?.Entrypoint), .. response.Config?.Cmd ?? []],
        response.Config?.User ?? "",
        [.. response.Config?.Env ?? []],
        [.. response.RootFS?.Layers ?? []],
        response.Architecture ?? "",
        response.Parent ?? "",
        [.. response.Config?.Volumes?.Keys ?? []],
        response.Config?.WorkingDir ?? "")
    {
        Labels = Labels(response.Config?.Labels),
        OnBuild = [.. response.Config?.OnBuild ?? []],
    };

    /// <summary>A single empty word is the engine's way of saying "none".</summary>
    private static IEnumerable<string> Entrypoint(IList<string>? entrypoint) => entrypoint is null or [""] ? [] : entrypoint;

    public static ContainerSnapshot FromResponse(ContainerInspectResponse response) => new(
        response.ID,
        Phase(response.State),
        (int)response.State.ExitCode,
        response.State.OOMKilled,
        response.State.Pid,
        ParseTime(response.State.StartedAt),
        ParseTime(response.State.FinishedAt),
        Labels(response.Config?.Labels));

    public static PathStat FromStat(ContainerPathStatResponse stat) =>
        new(((uint)stat.Mode & DirectoryBit) != 0, string.IsNullOrEmpty(stat.LinkTarget) ? null : stat.LinkTarget, stat.Size);

    public static IReadOnlyDictionary<string, string> Labels(IDictionary<string, string>? labels) =>
        labels is null ? new Dictionary<string, string>() : new Dictionary<string, string>(labels);

    /// <summary>Null for the engine's zero time, which it gives for "never".</summary>
    public static DateTimeOffset? ParseTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year > 1 ? at : null;

    private static ContainerPhase Phase(ContainerState state) => state switch
    {
        { Running: true } or { Restarting: true } => ContainerPhase.Running,
        { Dead: true } or { Status: "removing" } => ContainerPhase.Removing,
        { Status: "created" } => ContainerPhase.Created,
        _ => ContainerPhase.Exited,
    };
}
