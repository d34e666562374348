namespace Functron.Benchmarks.Measuring;

internal static class Machine
{
    /// <summary>The load average of the last minute, as the kernel writes it.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
