using System.Diagnostics;

namespace Functron.Tests.Commands;

/// <summary>Waits for what other processes do.</summary>
internal static class Until
{
    /// <param name="what">What is waited for, in words, for the failure.</param>
    /// <param name="about">More for the failure, such as a log.</param>
    public static async Task TrueAsync(string what, Func<Task<bool>> isTrue, int seconds = 180, Func<string>? about = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isTrue())
        {
            Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < seconds, $"Not within {seconds} s: {what}\n{about?.Invoke()}");
            await Task.Delay(100);
        }
    }

    public static Task TrueAsync(string what, Func<bool> isTrue, int seconds = 180, Func<string>? about = null) =>
        TrueAsync(what, () => Task.FromResult(isTrue()), seconds, about);
}
