using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Tests.Hosting.Durable;

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

    private Task WaitOf(TimeSpan acceptedBefore)
    {
        var started = _clock.GetUtcNow();
        var invocation = new Invocation("id", "fn", Payload.Empty, Payload.Empty, Payload.Empty, 5, started - acceptedBefore);
        return new EngineArrival(new FaultyEngine(null!) { Version = Answer }, started, _clock).WaitAsync(invocation, CancellationToken.None);
    }

    private Task<string> Answer()
    {
        _calls++;
        return _answers ? Task.FromResult("20.10") : Task.FromException<string>(new EngineUnreachableException("unix:///nowhere", "not there"));
    }
}
