using System.Diagnostics;
using Functron.Benchmarks.Measuring;

namespace Functron.Benchmarks.Durable;

/// <summary>Callers that work at the same time; each makes one call after the other.</summary>
internal static class Callers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="call">One call, with its number from 1 on.</param>
    /// <exception cref="BenchFailedException">A call failed, or the last ones took 60 s.</exception>
    public static Task<Pace> RunForAsync(
        TimeSpan duration, int atOnce, Func<int, CancellationToken, Task> call, CancellationToken cancel) =>
        RunAsync(duration, int.MaxValue, atOnce, call, cancel);

    /// <inheritdoc cref="RunForAsync"/>
    public static Task<Pace> RunManyAsync(int count, int atOnce, Func<int, CancellationToken, Task> call, CancellationToken cancel) =>
        RunAsync(Patience, count, atOnce, call, cancel);

    private static async Task<Pace> RunAsync(
        TimeSpan duration, int count, int atOnce, Func<int, CancellationToken, Task> call, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(duration + Patience);
        Exception? failure = null;
        var (clock, begun) = (Stopwatch.StartNew(), 0);

        var times = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => CallAsync()));
        var pace = new Pace([.. times.SelectMany(some => some)], clock.Elapsed);
        cancel.ThrowIfCancellationRequested();
        return failure switch
        {
            null when count == int.MaxValue || pace.Times.Length == count => pace,
            null or OperationCanceledException =>
                throw new BenchFailedException($"instances did not end within {Patience.TotalSeconds} s"),
            _ => throw new BenchFailedException(failure.Message),
        };

        async Task<List<double>> CallAsync()
        {
            var times = new List<double>();
            try
            {
                while (clock.Elapsed < duration && Interlocked.Increment(ref begun) is var number && number <= count)
                {
                    var start = Stopwatch.GetTimestamp();
                    await call(number, stop.Token);
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
            catch (Exception e)
            {
                // The first failure says why; the others are its consequence.
                Interlocked.CompareExchange(ref failure, e, null);
                stop.Cancel();
            }

            return times;
        }
    }
}
