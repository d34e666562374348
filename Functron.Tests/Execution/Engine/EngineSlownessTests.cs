using Functron.Execution.Engine;
using Functron.Tests.Durable;

namespace Functron.Tests.Execution.Engine;

public sealed class EngineSlownessTests
{
    private readonly ManualClock _clock = new();
    private readonly EngineSlowness _slowness;
    private readonly DateTimeOffset _began;

    public EngineSlownessTests()
    {
        _slowness = new EngineSlowness(_clock);
        _began = _clock.GetUtcNow();
    }

    [Theory]
    [InlineData(nameof(EngineCall.Version), 0.9)]
    [InlineData(nameof(EngineCall.Create), 4.9)]
    [InlineData(nameof(EngineCall.Start), 4.9)]
    public async Task A_quick_engine_is_not_called_slow(string call, double seconds)
    {
        await MakeAsync(Enum.Parse<EngineCall>(call), seconds);
        Assert.Null(_slowness.Current());
    }

    [Theory]
    [InlineData(nameof(EngineCall.Version), 1.5, "an answer takes up to 1.5 s")]
    [InlineData(nameof(EngineCall.Create), 7.25, "creating a container takes up to 7.3 s")]
    [InlineData(nameof(EngineCall.Start), 20, "starting a container takes up to 20.0 s")]
    public async Task A_call_over_its_threshold_is_told_with_the_time_at_which_it_began(string call, double seconds, string words)
    {
        await MakeAsync(Enum.Parse<EngineCall>(call), seconds);

        var slow = _slowness.Current();
        Assert.Equal(_began, slow?.Since);
        Assert.Contains(words, slow?.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_still_under_way_counts_from_its_threshold_on()
    {
        var hangs = new TaskCompletionSource<int>();
        var call = _slowness.WatchAsync(EngineCall.Start, () => hangs.Task);
        Advance(4.9);
        Assert.Null(_slowness.Current());
        Advance(0.1);
        Assert.Equal(_began, _slowness.Current()?.Since);
        Advance(300);
        Assert.Contains("305.0 s", _slowness.Current()?.What, StringComparison.Ordinal);
        Assert.Equal(_began, _slowness.Current()?.Since);

        hangs.SetResult(1);
        await call;
        Advance(59);
        Assert.NotNull(_slowness.Current());
        Advance(1);
        Assert.Null(_slowness.Current());
    }

    [Fact]
    public async Task A_call_that_failed_counts_as_well()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => _slowness.WatchAsync<int>(EngineCall.Create, () =>
        {
            Advance(60);
            throw new TimeoutException();
        }));
        Assert.NotNull(_slowness.Current());
    }

    [Fact]
    public async Task It_is_slow_until_a_minute_has_passed_without_a_slow_call()
    {
        await MakeAsync(EngineCall.Start, 6);
        Advance(50);
        await MakeAsync(EngineCall.Start, 0.2);
        await MakeAsync(EngineCall.Start, 9);
        Advance(59);
        Assert.Equal(_began, _slowness.Current()?.Since);
        Advance(1);
        Assert.Null(_slowness.Current());

        var again = _clock.GetUtcNow();
        await MakeAsync(EngineCall.Start, 5);
        Assert.Equal(again, _slowness.Current()?.Since);
        Assert.Contains("5.0 s", _slowness.Current()?.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_kinds_of_calls_are_one_report_since_the_first()
    {
        await MakeAsync(EngineCall.Start, 20);
        await MakeAsync(EngineCall.Create, 6);

        var slow = _slowness.Current();
        Assert.Equal(
            "The Docker engine is slow: creating a container takes up to 6.0 s (slow is from 5 s on), "
            + "starting a container takes up to 20.0 s (slow is from 5 s on).",
            slow?.What);
        Assert.Equal(_began, slow?.Since);
    }

    private Task MakeAsync(EngineCall call, double seconds) => _slowness.WatchAsync(call, () =>
    {
        Advance(seconds);
        return Task.FromResult(1);
    });

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
