using System.ComponentModel.DataAnnotations;

namespace Functron.FunctionApp.Admission;

/// <summary>The options of section <c>Functron</c> that say how much is taken in at a time. Out of range is refused at start.</summary>
public sealed class AdmissionOptions
{
    /// <summary>
    /// Connections at a time; further ones are closed at once. Never more than half of the files that the process may have open.
    /// </summary>
    [Range(16, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Bodies that are received at a time; a further one waits for its place for 10 s at most.</summary>
    [Range(1, 65_536)]
    public int MaxConcurrentUploads { get; set; } = 256;

    /// <summary>Bytes of the bodies that are received at a time (2 GiB); a single body may be larger.</summary>
    [Range(1024 * 1024, 1L << 40)]
    public long MaxUploadBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Seconds that a body or an answer may take without getting on.</summary>
    [Range(1, 3600)]
    public double StallSeconds { get; set; } = 60;

    /// <summary>Invocations that are accepted and have not ended.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueued { get; set; } = 10_000;

    /// <summary>
    /// Bytes that bodies leave free on the data directory's disk (512 MiB), or 5 % of a disk where that is less; 0: none.
    /// </summary>
    [Range(0, 1L << 50)]
    public long MinFreeDiskBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Bytes of output in the answers that are sent at a time (256 MiB); a single answer may be larger.</summary>
    [Range(1024 * 1024, 1L << 40)]
    public long MaxAnswerBytes { get; set; } = 256L * 1024 * 1024;
}
