using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Functron.Tests.Requests.Growth;

/// <summary>
/// Reads an input and one that is sixteen times as long, and compares what each took. Work in proportion takes sixteen times as much, a
/// quadratic path 256 times. Memory is counted to the byte. Time is this thread's own on a processor, the best of a few runs, so that a
/// busy machine makes no difference.
/// </summary>
internal static class Growth
{
    public const int Factor = 16;

    private const int Runs = 3;

    /// <summary>Between 16 and 256, with room for caches that the longer input does not fit.</summary>
    private const double MostTimes = 120;

    /// <summary>What is done as soon as this is not measured well, and does no harm.</summary>
    private const double LeastMilliseconds = 100;

    /// <summary>
    /// Of each byte that was allocated: it is also collected, where there are many, and what lives on is looked at each time. The bytes
    /// have a bound of their own.
    /// </summary>
    private const double CollectorNanoseconds = 4;

    /// <summary>Buffers that double have jumps.</summary>
    private const double MostMemory = Factor * 1.4;

    /// <summary>
    /// Of memory for each byte or character: what is less is the buffers' that hold it, which come out of a pool or do not.
    /// </summary>
    private const int LeastBytesPerUnit = 8;

    /// <summary>Of memory that is used once, whatever the input.</summary>
    private const long LeastBytes = 1024 * 1024;

    /// <param name="name">For the log, which FUNCTRON_GROWTH_LOG names.</param>
    /// <param name="small">Its length in bytes or characters.</param>
    /// <param name="make">Makes an input of about that length.</param>
    /// <param name="read">What is measured.</param>
    /// <param name="mostBytesPerUnit">Allocated, of each byte or character of the input.</param>
    public static void Check<T>(string name, int small, Func<int, T> make, Action<T> read, int mostBytesPerUnit)
    {
        var (one, many) = (make(small), make(small * Factor));
        read(make(Math.Min(small, 2_000)));
        var little = Measure(one, read, enough: _ => 0);
        var much = Measure(many, read, Allowed);
        var figures = $"{name}: {small:N0} → {small * Factor:N0}: {little.Milliseconds:N1} → {much.Milliseconds:N1} ms, "
            + $"{little.Bytes:N0} → {much.Bytes:N0} bytes";
        if (Environment.GetEnvironmentVariable("FUNCTRON_GROWTH_LOG") is { Length: > 0 } log)
            File.AppendAllText(log, figures + "\n");
        Assert.True(much.Milliseconds <= Allowed(much.Bytes), $"The time grows faster than the input. {figures}");
        Assert.True(
            much.Bytes <= Math.Max(LeastBytesPerUnit * small * Factor, little.Bytes * MostMemory),
            $"The memory grows faster than the input. {figures}");
        Assert.True(
            much.Bytes <= LeastBytes + (long)mostBytesPerUnit * small * Factor, $"The memory is out of proportion to the input. {figures}");

        double Allowed(long bytes) =>
            Math.Max(LeastMilliseconds, little.Milliseconds * MostTimes) + bytes * CollectorNanoseconds / 1_000_000;
    }

    /// <param name="enough">Milliseconds for that many bytes: once one run took no more, the others say nothing new.</param>
    private static (double Milliseconds, long Bytes) Measure<T>(T input, Action<T> read, Func<long, double> enough)
    {
        var (best, bytes) = (double.PositiveInfinity, long.MaxValue);
        for (var run = 0; run < Runs && best > enough(bytes); run++)
        {
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), ProcessorTime.OfThisThread());
            read(input);
            best = Math.Min(best, (ProcessorTime.OfThisThread() - started).TotalMilliseconds);
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - allocated);
        }

        return (best, bytes);
    }

    /// <summary>.NET knows only that of the process.</summary>
    private static class ProcessorTime
    {
        private const int ThreadCpuClock = 3; // CLOCK_THREAD_CPUTIME_ID

        public static TimeSpan OfThisThread()
        {
            if (!OperatingSystem.IsLinux())
                return Stopwatch.GetElapsedTime(0);
            if (ReadClock(ThreadCpuClock, out var time) != 0)
                throw new InvalidOperationException("The thread's clock cannot be read.");
            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
        }

        [DllImport("libc", EntryPoint = "clock_gettime")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int ReadClock(int clock, out Time time);

        private struct Time
        {
            public nint Seconds;
            public nint Nanoseconds;
        }
    }
}
