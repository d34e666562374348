using Functron.Execution.Requests;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Durable;
using Functron.Tests.Payloads;

namespace Functron.Tests.Execution.Run;

public sealed class StopIntentsTests
{
    private readonly ManualClock _clock = new();
    private readonly MemoryStore _store = new();

    [Fact(Timeout = 120_000)]
    public async Task However_many_wait_they_look_ten_times_a_second_together()
    {
        const int Waiting = 1000;
        const int Seconds = 300;
        var intents = new StopIntents(new RunRecords(_store), _clock);
        using var stop = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, Waiting).Select(n => intents.WaitBeforeStartAsync(Order(n), stop.Token)).ToList();
        var before = _store.Reads;
        for (var second = 0; second < Seconds; second++)
            _clock.Advance(TimeSpan.FromSeconds(1));

        // Those that came while few waited look sooner, once.
        Assert.InRange(_store.Reads - before, 0, Seconds * 10 * 1.5);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_this_process_records_is_seen_at_once_by_whom_it_concerns()
    {
        var intents = new StopIntents(new RunRecords(_store), _clock);
        var waiting = Enumerable.Range(0, 100).Select(n => intents.WaitBeforeStartAsync(Order(n), CancellationToken.None)).ToList();
        await intents.TryRecordAsync(Order(50), StopReason.Cancel, CancellationToken.None);
        Assert.Equal(StopReason.Cancel, await waiting[50]);
        Assert.Equal(1, waiting.Count(wait => wait.IsCompleted));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_another_process_records_is_seen_too()
    {
        var waiting = new StopIntents(new RunRecords(_store), _clock).WaitBeforeStartAsync(Order(1), CancellationToken.None);
        await new StopIntents(new RunRecords(_store), _clock).TryRecordAsync(Order(1), StopReason.Cancel, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        while (!waiting.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(StopReason.Cancel, await waiting);
    }

    private static RunOrder Order(int number) =>
        new($"instance-{number}", $"run-{number}", $"instance-{number}", "fn", FunctionTimeout.OfSeconds(5));
}
