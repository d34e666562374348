using Functron.Execution;
using Functron.Execution.Run;
using Functron.Tests.Durable;

namespace Functron.Tests.Execution.Run;

public sealed class RunSlotsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualClock _clock = new();

    [Fact(Timeout = 120_000)]
    public async Task Who_was_accepted_first_comes_first_however_late_it_asks()
    {
        var slots = Slots(1);
        var held = await slots.TakeAsync(Noon, CancellationToken.None);
        var late = slots.TakeAsync(Noon.AddSeconds(3), CancellationToken.None);
        var early = slots.TakeAsync(Noon.AddSeconds(1), CancellationToken.None);
        var alsoEarly = slots.TakeAsync(Noon.AddSeconds(1), CancellationToken.None);
        Assert.True(slots.AreTaken);
        Assert.Null(slots.TryTake());

        held!.Dispose();
        (await early)!.Dispose();
        var second = await alsoEarly;
        Assert.False(late.IsCompleted);
        second!.Dispose();
        second.Dispose();
        Assert.NotNull(await late);
        Assert.True(slots.AreTaken);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_found_at_a_start_is_waited_for_a_moment_so_that_the_first_comes_first()
    {
        var slots = Slots(2);
        var asked = new[] { 3, 1, 2, 0 }.ToDictionary(n => n, n => slots.TakeAsync(Noon.AddSeconds(n), true, CancellationToken.None));
        var since = slots.TakeAsync(Noon.AddSeconds(4), CancellationToken.None);
        using var resumed = slots.TryTake();
        Assert.NotNull(resumed);
        _clock.Advance(TimeSpan.FromMilliseconds(400));
        Assert.DoesNotContain(asked.Values, ask => ask.IsCompleted);

        _clock.Advance(TimeSpan.FromMilliseconds(200));
        (await asked[0])!.Dispose();
        (await asked[1])!.Dispose();
        (await asked[2])!.Dispose();
        (await asked[3])!.Dispose();
        (await since)!.Dispose();
        Assert.False(slots.AreTaken);
        Assert.True(slots.TakeAsync(Noon, true, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact(Timeout = 120_000)]
    public async Task Who_gives_up_takes_nobodys_slot()
    {
        var slots = Slots(1);
        var held = await slots.TakeAsync(Noon, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var cancelled = slots.TakeAsync(Noon, stop.Token);
        var next = slots.TakeAsync(Noon, CancellationToken.None);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        held!.Dispose();
        (await next)!.Dispose();
        Assert.False(slots.AreTaken);
    }

    [Fact(Timeout = 120_000)]
    public async Task Where_patience_is_limited_none_is_had_after_it()
    {
        var slots = Slots(1, slotWaitSeconds: 30);
        using var held = await slots.TakeAsync(Noon, CancellationToken.None);
        var waiting = slots.TakeAsync(Noon, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await waiting);
    }

    [Fact(Timeout = 120_000)]
    public async Task All_of_many_get_theirs_in_order()
    {
        var slots = Slots(4);
        var held = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => slots.TakeAsync(Noon, CancellationToken.None)));
        var order = new List<int>();
        var waiting = Enumerable.Range(0, 500).Reverse().Select(async number =>
        {
            using var slot = await slots.TakeAsync(Noon.AddSeconds(number), CancellationToken.None);
            lock (order)
                order.Add(number);
        }).ToList();
        held[0]!.Dispose();
        await Task.WhenAll(waiting);

        Assert.Equal(Enumerable.Range(0, 500), order);
    }

    private RunSlots Slots(int runs, double slotWaitSeconds = 0) =>
        new(new ExecutionOptions { MaxConcurrentRuns = runs, SlotWaitSeconds = slotWaitSeconds }, _clock);
}
