using Functron.Hosting.Durable.Dispatch.Timers;

namespace Functron.Tests.Durable.Dispatch;

public sealed class TimerQueueTests
{
    private readonly ManualClock _clock = new();
    private readonly List<long> _fired = [];

    [Fact]
    public void Timers_fire_in_order_and_not_before_their_time()
    {
        using var timers = Timers();
        timers.Add(At(2000, 2));
        timers.Add(At(1000, 1));
        timers.Add(At(2000, 3));

        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(_fired);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([1], _fired);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 2, 3], _fired);
    }

    [Fact]
    public void A_timer_that_was_removed_neither_fires_nor_wakes()
    {
        using var timers = Timers();
        var entry = At(1000, 1);
        timers.Add(entry);
        timers.Remove(entry);

        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Empty(_fired);
        Assert.Equal(0, timers.WakeUps);
        Assert.Equal(0, timers.Count);
    }

    [Fact]
    public void A_timer_longer_than_any_wake_up_fires_at_its_time()
    {
        using var timers = Timers();
        var twoMonths = TimeSpan.FromDays(60);
        timers.Add(At(twoMonths.TotalMilliseconds, 1));

        _clock.Advance(twoMonths - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_fired);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([1], _fired);
    }

    [Fact]
    public void No_timers_no_wake_ups()
    {
        using var timers = Timers();

        _clock.Advance(TimeSpan.FromDays(365));

        Assert.Equal(0, timers.WakeUps);
    }

    [Fact]
    public void A_timer_that_is_due_before_the_start_fires_after_it()
    {
        using var timers = new TimerQueue(_clock);
        timers.Add(At(1000, 1));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, timers.WakeUps);

        timers.Start(entry => _fired.Add(entry.Sequence));
        _clock.Advance(TimeSpan.Zero);

        Assert.Equal([1], _fired);
    }

    private TimerQueue Timers()
    {
        var timers = new TimerQueue(_clock);
        timers.Start(entry => _fired.Add(entry.Sequence));
        return timers;
    }

    private TimerEntry At(double milliseconds, long sequence)
        => new(_clock.GetUtcNow().UtcDateTime.AddMilliseconds(milliseconds), sequence, "id", Key: 1, TimerId: 1);
}
