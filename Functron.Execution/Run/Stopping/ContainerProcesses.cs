using System.Globalization;
using System.Runtime.InteropServices;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Ends all processes of a container without its engine: by the kernel's group of them (cgroup), where this process is root and sees the engine's
/// processes under the numbers that the engine gives.
/// </summary>
internal static class ContainerProcesses
{
    private const int SigKill = 9;
    private const string Groups = "/sys/fs/cgroup";

    /// <param name="container">Its id, which the group's name has in it: a number alone could be another process by now.</param>
    /// <param name="firstProcess">As the engine numbers it.</param>
    /// <returns>Whether all that was in the group got the signal.</returns>
    public static bool TryKill(string container, long firstProcess)
    {
        try
        {
            return OperatingSystem.IsLinux() && FindGroup(container, firstProcess) is { } group && (TryKillAtOnce(group) || TryKillFrozen(group));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The group of version 2, or that of version 1 which can be frozen; see cgroups(7).</summary>
    private static string? FindGroup(string container, long firstProcess)
    {
        foreach (var line in File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{firstProcess}/cgroup")))
        {
            if (line.Split(':', 3) is not [_, var kinds, var path] || !path.Contains(container, StringComparison.Ordinal))
                continue;
            var folder = kinds.Length == 0 ? $"{Groups}{path}" : kinds == "freezer" ? $"{Groups}/freezer{path}" : null;
            if (folder is not null && File.Exists($"{folder}/cgroup.procs"))
                return folder;
        }

        return null;
    }

    /// <summary>Linux 5.14 and later, version 2.</summary>
    private static bool TryKillAtOnce(string group)
    {
        if (!File.Exists($"{group}/cgroup.kill"))
            return false;
        File.WriteAllText($"{group}/cgroup.kill", "1");
        return true;
    }

    /// <summary>Frozen, they can make no others meanwhile; thawed, the signal is the first thing that they see.</summary>
    private static bool TryKillFrozen(string group)
    {
        var (switchFile, freeze, thaw) = File.Exists($"{group}/freezer.state") ? ("freezer.state", "FROZEN", "THAWED") : ("cgroup.freeze", "1", "0");
        File.WriteAllText($"{group}/{switchFile}", freeze);
        try
        {
            // 0 is one that this process does not see.
            foreach (var process in File.ReadAllLines($"{group}/cgroup.procs").Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(process => process > 0))
                _ = kill(process, SigKill);
            return true;
        }
        finally
        {
            File.WriteAllText($"{group}/{switchFile}", thaw);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int kill(int process, int signal);
}
