using Functron.Hosting.Durable.Dispatch;

namespace Functron.Tests.Hosting.Durable.Dispatch;

public sealed class TimerQueueTests
{
    private static readonly LiveInstance Instance = new("id", 1, "name");

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

    private TimerQueue Timers() => new(_clock, entry => _fired.Add(entry.Sequence));

    private TimerEntry At(double milliseconds, long sequence)
        => new(_clock.GetUtcNow().UtcDateTime.AddMilliseconds(milliseconds), sequence, Instance, 1);
}
