using Functron.Execution.Engine;
using Functron.Tests.Durable;

namespace Functron.Tests.Execution.Engine;

public sealed class CallPlacesTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_place_is_free_again_when_its_call_has_ended()
    {
        using var places = new CallPlaces(2, Longest, _clock);
        using var first = await places.TakeAsync(CancellationToken.None);
        var second = await places.TakeAsync(CancellationToken.None);
        var third = places.TakeAsync(CancellationToken.None);
        Assert.False(third.IsCompleted);
        second.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task A_call_that_hangs_gives_its_place_away_once()
    {
        using var places = new CallPlaces(1, Longest, _clock);
        var hanging = await places.TakeAsync(CancellationToken.None);
        var second = places.TakeAsync(CancellationToken.None);
        _clock.Advance(Longest - TimeSpan.FromMilliseconds(1));
        Assert.False(second.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        using var taken = await second;

        // It gave its place away already: its end frees no other one.
        hanging.Dispose();
        Assert.False(places.TakeAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Who_waits_for_a_place_can_be_cancelled()
    {
        using var places = new CallPlaces(1, Longest, _clock);
        using var taken = await places.TakeAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var waiting = places.TakeAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData("unix:///var/run/docker.sock", true)]
    [InlineData("npipe://./pipe/docker_engine", true)]
    [InlineData("tcp://localhost:2375", false)]
    [InlineData("https://engine.example:2376", false)]
    public void A_socket_or_a_pipe_is_on_this_machine(string address, bool here) =>
        Assert.Equal(here, new EngineEndpoint(address, "a test").IsOnThisMachine);
}
