using System.Globalization;
using System.Text;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// Remembers over restarts that a trial of the launcher worked, so that functions run at once after the next start. The proof holds as long
/// as nothing has changed that a trial could find: the machine's boot, the engine and its socket, the data directory and what is mounted
/// there, the launcher itself.
/// </summary>
internal sealed class LauncherProof(IContainerEngine engine, ExecutionOptions options)
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";
    private const string Mounts = "/proc/self/mountinfo";
    private const string UnixScheme = "unix://";

    private readonly string _file = Path.Combine(options.DataDirectory, LauncherBinary.Folder, "trial");

    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public async Task<bool> HoldsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(_file)
                && await FactsAsync(cancellationToken) is { } facts
                && await File.ReadAllTextAsync(_file, cancellationToken) == facts;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EngineRefusedException)
        {
            return false;
        }
    }

    /// <summary>
    /// Keeps the proof that a trial has just given. If it cannot be kept, or the process stops, the next start makes a trial.
    /// </summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await FactsAsync(cancellationToken) is not { } facts)
                return;
            var staged = $"{_file}.new";
            File.Delete(staged);
            await using (var file = StagingArea.Create(staged))
                await file.WriteAsync(Encoding.UTF8.GetBytes(facts), cancellationToken);
            File.Move(staged, _file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException
            or EngineRefusedException or EngineUnreachableException or OperationCanceledException)
        {
        }
    }

    /// <summary>Drops the proof: the launcher failed, whatever was remembered.</summary>
    public void Forget()
    {
        try
        {
            File.Delete(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <returns>Null where they are not known.</returns>
    private async Task<string?> FactsAsync(CancellationToken cancellationToken)
    {
        if (!engine.Endpoint.StartsWith(UnixScheme, StringComparison.Ordinal) || !File.Exists(BootId) || !File.Exists(Mounts))
            return null;
        var platform = await engine.PlatformAsync(cancellationToken);
        if (LauncherBinary.HashFor(platform) is not { } launcher)
            return null;

        // An engine that is started anew makes its socket anew, and may have other settings.
        var socket = new FileInfo(engine.Endpoint[UnixScheme.Length..]);
        var directory = Path.GetFullPath(options.DataDirectory);
        var version = await engine.VersionAsync(cancellationToken);
        var boot = (await File.ReadAllTextAsync(BootId, cancellationToken)).Trim();
        var mount = MountOf(directory, await File.ReadAllLinesAsync(Mounts, cancellationToken));
        return new StringBuilder()
            .AppendLine(launcher)
            .AppendLine(CultureInfo.InvariantCulture, $"engine {version} at {socket.FullName} of {socket.LastWriteTimeUtc:O}")
            .AppendLine(CultureInfo.InvariantCulture, $"boot {boot}")
            .AppendLine(CultureInfo.InvariantCulture, $"data {directory} on {mount}")
            .ToString();
    }

    /// <summary>The device, its folder and the place of the mount that a directory is in. See proc_pid_mountinfo(5).</summary>
    private static string MountOf(string directory, IReadOnlyList<string> mounts)
    {
        var (found, longest) = ("", -1);
        foreach (var fields in mounts.Select(mount => mount.Split(' ')).Where(fields => fields.Length > 4))
        {
            // A later one lies over an earlier one.
            var place = fields[4].TrimEnd('/');
            if (place.Length >= longest && $"{directory}/".StartsWith($"{place}/", StringComparison.Ordinal))
                (found, longest) = ($"{fields[2]} {fields[3]} {fields[4]}", place.Length);
        }

        return found;
    }
}
