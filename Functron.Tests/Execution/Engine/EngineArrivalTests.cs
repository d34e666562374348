using Functron.Execution.Engine;
using Functron.Tests.Durable;

namespace Functron.Tests.Execution.Engine;

public sealed class EngineArrivalTests
{
    private readonly ManualClock _clock = new();
    private int _calls;
    private bool _answers;

    [Fact]
    public void What_this_process_accepted_does_not_wait()
    {
        Assert.True(WaitOf(acceptedBefore: TimeSpan.Zero).IsCompletedSuccessfully);
        Assert.Equal(0, _calls);
    }

    [Fact]
    public async Task What_was_accepted_before_waits_until_the_engine_answers()
    {
        var wait = WaitOf(acceptedBefore: TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(wait.IsCompleted);

        _answers = true;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await wait.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Two_minutes_after_the_start_nothing_waits_any_longer()
    {
        var wait = WaitOf(acceptedBefore: TimeSpan.FromDays(1));
        _clock.Advance(TimeSpan.FromMinutes(2.1));
        await wait.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact(Timeout = 120_000)]
    public async Task However_many_wait_the_engine_is_asked_once_and_what_comes_first_is_done_before()
    {
        var first = new TaskCompletionSource();
        var started = _clock.GetUtcNow();
        var arrival = new EngineArrival(new FaultyEngine(null!) { Version = Answer }, started, _clock, () => first.Task);
        var waits = Enumerable.Range(0, 1000).Select(_ => arrival.WaitAsync(started.AddSeconds(-1), CancellationToken.None)).ToList();
        Assert.Equal(1, _calls);
        _answers = true;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(_calls, 2, 3);
        Assert.DoesNotContain(waits, wait => wait.IsCompleted);

        // That it fails is no reason to wait longer.
        first.SetException(new InvalidOperationException("a trial failed"));
        await AdvanceUntilAsync(Task.WhenAll(waits));
        await AdvanceUntilAsync(arrival.WaitAsync(started.AddSeconds(-1), CancellationToken.None));
        Assert.InRange(_calls, 2, 3);
    }

    [Fact]
    public async Task Who_is_told_to_stop_waits_no_longer_and_the_others_do()
    {
        using var stop = new CancellationTokenSource();
        var started = _clock.GetUtcNow();
        var arrival = new EngineArrival(new FaultyEngine(null!) { Version = Answer }, started, _clock);
        var stopped = arrival.WaitAsync(started.AddSeconds(-1), stop.Token);
        var other = arrival.WaitAsync(started.AddSeconds(-1), CancellationToken.None);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        Assert.False(other.IsCompleted);
        _answers = true;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await other.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_waits_goes_on_in_its_order_some_at_a_time()
    {
        _answers = true;
        var started = _clock.GetUtcNow();
        var arrival = new EngineArrival(
            new FaultyEngine(null!) { Version = Answer }, started, _clock, () => Task.Delay(TimeSpan.FromSeconds(1), _clock));
        var waits = Enumerable.Range(0, 1000).Select(_ => arrival.WaitAsync(started.AddSeconds(-1), CancellationToken.None)).ToList();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await waits[0];
        Assert.InRange(waits.FindLastIndex(wait => wait.IsCompleted), 0, 200);
        await AdvanceUntilAsync(Task.WhenAll(waits));
    }

    private async Task AdvanceUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Delay(1);
        }

        await task;
    }

    private Task WaitOf(TimeSpan acceptedBefore)
    {
        var started = _clock.GetUtcNow();
        return new EngineArrival(new FaultyEngine(null!) { Version = Answer }, started, _clock)
            .WaitAsync(started - acceptedBefore, CancellationToken.None);
    }

    private Task<string> Answer()
    {
        _calls++;
        return _answers
            ? Task.FromResult("20.10")
            : Task.FromException<string>(new EngineUnreachableException("unix:///nowhere", "not there"));
    }
}
