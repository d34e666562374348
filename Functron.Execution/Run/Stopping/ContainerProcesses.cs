using System.Globalization;
using System.Runtime.InteropServices;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// Ends all processes of a container without its engine, by the kernel's group of them (cgroup). It needs a process that is root and sees
/// the engine's processes under the numbers that the engine gives.
/// </summary>
internal static class ContainerProcesses
{
    private const int SigKill = 9;
    private const string Groups = "/sys/fs/cgroup";

    /// <param name="container">Its id, which is in the group's name. A number alone could be another process by now.</param>
    /// <param name="firstProcess">As the engine numbers it.</param>
    /// <returns>Whether all that was in the group got the signal.</returns>
    public static bool TryKill(string container, long firstProcess)
    {
        try
        {
            return OperatingSystem.IsLinux()
                && FindGroup(container, firstProcess) is { } group
                && (TryKillAtOnce(group) || TryKillFrozen(group));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Finds the group of version 2, or the group of version 1 that can be frozen. See cgroups(7).</summary>
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

    /// <summary>Works from Linux 5.14 on, with version 2.</summary>
    private static bool TryKillAtOnce(string group)
    {
        if (!File.Exists($"{group}/cgroup.kill"))
            return false;
        File.WriteAllText($"{group}/cgroup.kill", "1");
        return true;
    }

    /// <summary>
    /// While the processes are frozen they make no others. When they are thawed, the signal is the first thing that they see.
    /// </summary>
    private static bool TryKillFrozen(string group)
    {
        var (switchFile, freeze, thaw) = File.Exists($"{group}/freezer.state")
            ? ("freezer.state", "FROZEN", "THAWED")
            : ("cgroup.freeze", "1", "0");
        File.WriteAllText($"{group}/{switchFile}", freeze);
        try
        {
            foreach (var line in File.ReadAllLines($"{group}/cgroup.procs"))
            {
                // 0 stands for a process that this one does not see.
                if (int.Parse(line, CultureInfo.InvariantCulture) is > 0 and var process)
                    _ = kill(process, SigKill);
            }

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
