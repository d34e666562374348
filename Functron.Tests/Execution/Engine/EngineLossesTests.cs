using Functron.Execution.Engine;

namespace Functron.Tests.Execution.Engine;

public sealed class EngineLossesTests
{
    private static readonly EngineUnreachableException Broken = new("unix:///engine", "Broken pipe") { Broke = true };
    private static readonly EngineUnreachableException Refused = new("unix:///engine", "Connection refused");

    [Fact(Timeout = 120_000)]
    public async Task An_engine_that_was_not_there_is_told_at_once()
    {
        var tries = 0;
        await Assert.ThrowsAsync<EngineUnreachableException>(() => EngineLosses.RepeatAsync<int>(
            () => throw (tries++ >= 0 ? Refused : Broken), _ => { }, TimeProvider.System, CancellationToken.None));
        Assert.Equal(1, tries);
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_was_lost_and_comes_back_is_found_again()
    {
        var tries = 0;
        var losses = new List<string>();
        var answer = await EngineLosses.RepeatAsync(
            () => Task.FromResult(tries++ switch { 0 => throw Broken, 1 => throw Refused, _ => "built" }),
            e => losses.Add(e.Message),
            TimeProvider.System,
            CancellationToken.None);
        Assert.Equal("built", answer);
        Assert.Equal(["Broken pipe", "Connection refused"], losses);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_cancel_ends_the_search()
    {
        using var stop = new CancellationTokenSource();
        var searching = EngineLosses.RepeatAsync<int>(() => throw Broken, _ => stop.Cancel(), TimeProvider.System, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => searching);
    }
}
