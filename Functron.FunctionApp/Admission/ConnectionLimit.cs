using System.Globalization;

namespace Functron.FunctionApp.Admission;

/// <summary>
/// How many connections the process may have. It needs files for other things, too: databases, payloads, the engine's socket.
/// </summary>
internal static class ConnectionLimit
{
    private const string Limits = "/proc/self/limits";
    private const string OpenFiles = "Max open files";
    private const int Least = 16;

    public static int Of(AdmissionOptions options) => Of(options, File.Exists(Limits) ? File.ReadAllText(Limits) : "");

    /// <param name="limits">As proc_pid_limits(5) has it; the runtime raises the soft limit to the hard one.</param>
    public static int Of(AdmissionOptions options, string limits)
    {
        var line = limits.Split('\n').FirstOrDefault(l => l.StartsWith(OpenFiles, StringComparison.Ordinal)) ?? "";
        var fields = line[Math.Min(line.Length, OpenFiles.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var hard)
            ? (int)Math.Max(Least, Math.Min(options.MaxConnections, hard / 2))
            : options.MaxConnections;
    }
}
