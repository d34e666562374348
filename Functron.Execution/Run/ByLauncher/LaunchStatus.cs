using System.Globalization;
using System.Text;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>What a launcher has recorded so far. <c>launcher/README.md</c> has the format.</summary>
/// <param name="Released">The launcher has got its release: the function starts, has started, or never will.</param>
internal sealed record LaunchStatus(bool Released, DateTimeOffset? StartedAt, LaunchRefusal? Refusal, LaunchEnd? End)
{
    private static readonly LaunchStatus Nothing = new(false, null, null, null);

    /// <summary>The launcher has written its last line.</summary>
    public bool IsFinal => Refusal is not null || End is not null;

    /// <exception cref="IOException">The medium failed.</exception>
    public static LaunchStatus Read(LaunchFolder folder, string runId)
    {
        try
        {
            using var file = new FileStream(folder.Status, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.ASCII);
            return Parse(reader.ReadToEnd(), runId);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Nothing;
        }
    }

    /// <summary>A line counts with its newline only, and only a file that begins with this run's release counts at all.</summary>
    public static LaunchStatus Parse(string text, string runId)
    {
        var lines = text.Split('\n')[..^1];
        if (lines is [] || lines[0] != $"released {runId}")
            return Nothing;
        return lines[1..].Aggregate(Nothing with { Released = true }, (status, line) => line.Split(' ') switch
        {
            ["started", var at] => status with { StartedAt = Time(at) },
            ["refused", var stage, var error, var name] =>
                status with { Refusal = new LaunchRefusal(stage, (int)Number(error), Text(name)) },
            ["refused", var stage, var error, var name, var beginning] =>
                status with { Refusal = new LaunchRefusal(stage, (int)Number(error), Text(name), Text(beginning)) },
            ["ended", var reason, .. { Length: 10 } numbers] => status with { End = LaunchEnd.Of(reason, [.. numbers.Select(Number)]) },
            _ => throw new InvalidDataException($"The status record has a line that is none: {line}"),
        });
    }

    internal static DateTimeOffset Time(string nanoseconds) => Time(Number(nanoseconds));

    internal static DateTimeOffset Time(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    private static string Text(string hex) => Encoding.UTF8.GetString(Convert.FromHexString(hex));

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}

/// <param name="Stage">data, tar, fork, user or exec.</param>
/// <param name="Error">The kernel's number for it.</param>
/// <param name="Name">The path or name concerned.</param>
/// <param name="Beginning">How the program's file begins, when the program was not found although its file is there. Else empty.</param>
internal sealed record LaunchRefusal(string Stage, int Error, string Name, string Beginning = "")
{
    private const int NoExecutable = 8; // ENOEXEC

    /// <summary>The command is there, but nothing that the kernel can run.</summary>
    public bool IsForeignProgram => Stage == "exec" && Error == NoExecutable;
}

/// <param name="Reason">exit, killed or deadline.</param>
/// <param name="ExitCode">Null when a signal ended it, or it never started.</param>
/// <param name="Signal">0: none.</param>
/// <param name="StartedAt">Null when it was killed before its start.</param>
/// <param name="OutOfMemoryKills">-1: not known.</param>
/// <param name="SpoolError">The kernel's number for it. 0: all output that had to be kept was kept.</param>
internal sealed record LaunchEnd(
    string Reason,
    int? ExitCode,
    int Signal,
    DateTimeOffset? StartedAt,
    DateTimeOffset EndedAt,
    double CpuMilliseconds,
    long PeakMemoryBytes,
    long StdoutBytes,
    long StderrBytes,
    long OutOfMemoryKills,
    int SpoolError)
{
    private const int SignalOffset = 128;

    /// <summary>The exit code that a shell gives. Null when the function never started.</summary>
    public int? ShellExitCode => StartedAt is null ? null : Signal > 0 ? SignalOffset + Signal : ExitCode;

    public static LaunchEnd Of(string reason, long[] numbers) => new(
        reason,
        numbers[0] < 0 ? null : (int)numbers[0],
        (int)numbers[1],
        numbers[2] == 0 ? null : LaunchStatus.Time(numbers[2]),
        LaunchStatus.Time(numbers[3]),
        numbers[4] / 1000.0,
        numbers[5],
        numbers[6],
        numbers[7],
        numbers[8],
        (int)numbers[9]);
}
