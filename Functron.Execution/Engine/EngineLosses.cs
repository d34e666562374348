namespace Functron.Execution.Engine;

/// <summary>Begins work again after the connection to the engine broke, where the work allows that.</summary>
internal static class EngineLosses
{
    /// <summary>As long as a run looks for its function again: an engine that was restarted is back by then.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);

    /// <summary>An engine that was not there from the beginning is a failure at once. One that was lost is looked for.</summary>
    /// <param name="lost">Called before each repetition.</param>
    /// <exception cref="EngineUnreachableException">It was not there, or was away for more than 30 s.</exception>
    public static async Task<T> RepeatAsync<T>(
        Func<Task<T>> work, Action<EngineUnreachableException> lost, TimeProvider time, CancellationToken cancellationToken)
    {
        long? since = null;
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                return await work();
            }
            catch (EngineUnreachableException e) when (since is { } first ? time.GetElapsedTime(first) < Limit : e.Broke)
            {
                since ??= time.GetTimestamp();
                lost(e);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
