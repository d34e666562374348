using System.Diagnostics;

namespace Functron.Tests.Commands;

/// <summary>Waits for what other processes do.</summary>
internal static class Until
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="what">What is waited for, in words, for the failure.</param>
    /// <param name="limit">3 minutes if null.</param>
    /// <param name="about">More for the failure, such as a log.</param>
    public static async Task TrueAsync(string what, Func<Task<bool>> isTrue, TimeSpan? limit = null, Func<string>? about = null)
    {
        var patience = limit ?? DefaultLimit;
        var started = Stopwatch.GetTimestamp();
        while (!await isTrue())
        {
            if (Stopwatch.GetElapsedTime(started) >= patience)
                Assert.Fail($"Not within {patience.TotalSeconds} s: {what}\n{about?.Invoke()}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    public static Task TrueAsync(string what, Func<bool> isTrue, TimeSpan? limit = null, Func<string>? about = null) =>
        TrueAsync(what, () => Task.FromResult(isTrue()), limit, about);
}
