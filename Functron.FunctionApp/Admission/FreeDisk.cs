using System.Globalization;

namespace Functron.FunctionApp.Admission;

/// <summary>Keeps a part of the data directory's disk free, because results and the durable store need it.</summary>
internal sealed class FreeDisk(string directory, long keepFree)
{
    private const double LargestShare = 0.05;
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Free and all bytes of the disk; null when it does not say.</summary>
    internal Func<(long Free, long All)?> Measure { get; init; } = () => MeasureOf(directory);

    /// <param name="coming">Bytes that are to be written.</param>
    /// <exception cref="NotAdmittedException">They would take what is to be kept free.</exception>
    public void EnsureRoomFor(long coming)
    {
        if (keepFree == 0 || Measure() is not { } disk)
            return;
        var kept = Math.Min(keepFree, (long)(disk.All * LargestShare));
        if (disk.Free - coming < kept)
        {
            throw NotAdmittedException.Busy(string.Create(
                CultureInfo.InvariantCulture,
                $"The disk of the data directory has {disk.Free / Mebibyte:0} MiB free, of which {kept / Mebibyte:0} MiB are kept: "
                    + $"nothing is taken in until there is room again."));
        }
    }

    private static (long Free, long All)? MeasureOf(string directory)
    {
        try
        {
            var disk = new DriveInfo(directory);
            return disk.TotalSize > 0 ? (disk.AvailableFreeSpace, disk.TotalSize) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
