using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Functron.Benchmarks;

/// <summary>What both benchmarks have in common: how they end, and what they say meanwhile.</summary>
internal static class Bench
{
    /// <summary>The exit code when it cannot be measured: EX_UNAVAILABLE of sysexits.h.</summary>
    public const int Unavailable = 69;

    /// <summary>The exit code after Ctrl+C or SIGTERM.</summary>
    public const int BrokenOff = 130;

    /// <summary>Runs a benchmark that is broken off by Ctrl+C and by SIGTERM.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<CancellationToken, Task> bench)
    {
        using var brokenOff = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, BreakOff);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, BreakOff);
        return await RunAsync(bench, Say, brokenOff.Token);

        void BreakOff(PosixSignalContext signal)
        {
            signal.Cancel = true;
            brokenOff.Cancel();
        }
    }

    /// <param name="say">Told why it did not come to its end.</param>
    public static async Task<int> RunAsync(Func<CancellationToken, Task> bench, Action<string> say, CancellationToken brokenOff)
    {
        try
        {
            await bench(brokenOff);
            return 0;
        }
        catch (Exception) when (brokenOff.IsCancellationRequested)
        {
            say("broken off");
            return BrokenOff;
        }
        catch (Exception e) when (IsExpected(e))
        {
            say(e.Message);
            return Unavailable;
        }
    }

    /// <summary>Words for people, on stderr: stdout has the tables alone.</summary>
    public static void Say(string words) => Console.Error.WriteLine($"functron: {words}");

    private static bool IsExpected(Exception e) =>
        e is BenchFailedException or HttpRequestException or TimeoutException
            or IOException or UnauthorizedAccessException or SqliteException;
}

/// <summary>What was to be measured did not work; the message says what happened.</summary>
internal sealed class BenchFailedException(string message) : Exception(message);
