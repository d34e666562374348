namespace Functron.Execution.Run.Stopping;

/// <summary>One token for all that can stop a run before its function starts: the caller's token and recorded intents.</summary>
internal sealed class StopWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Task _watching;

    public StopWatch(RunOrder order, StopIntents intents, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = _stop.Token;
        _watching = WatchAsync(order, intents);
    }

    public CancellationToken Token { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // That the intent could not be read then is no failure of the phase that was watched.
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WatchAsync(RunOrder order, StopIntents intents)
    {
        try
        {
            await intents.WaitBeforeStartAsync(order, _stop.Token);
            await _stop.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The phase that was watched is over.
        }
    }
}
