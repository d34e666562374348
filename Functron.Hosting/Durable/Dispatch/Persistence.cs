using Functron.Hosting.Durable.Storage;

using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>
/// Tries a store's operation until it succeeds: a full disk is a pause, not a loss. A failure that no wait mends is thrown.
/// </summary>
internal sealed class Persistence(TimeProvider clock, ILogger log, CancellationToken stop)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <exception cref="EngineStoppedException">The engine stopped first.</exception>
    public async Task<T> RunAsync<T>(string instanceId, Func<Task<T>> operation)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await operation();
            }
            catch (Exception failure) when (StoreFailure.MayHeal(failure))
            {
                log.StoreFailed(failure, instanceId, pause.TotalMilliseconds);
            }

            try
            {
                await Task.Delay(pause, clock, stop);
            }
            catch (OperationCanceledException)
            {
                throw new EngineStoppedException();
            }
        }
    }
}
