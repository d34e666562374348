using Functron.Hosting.Durable.Storage;

using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch.Upkeep;

/// <summary>
/// Removes instances that ended long ago. If there are still too many, those that ended first are removed. It never removes an instance
/// that has not ended.
/// </summary>
internal sealed class Retention(IInstanceStore store, DurableEngineOptions options, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, clock, stop);
                await PurgeAsync(stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or EngineStoppedException)
        {
            // Stopped.
        }
    }

    private async Task PurgeAsync(CancellationToken stop)
    {
        try
        {
            var purged = 0;
            for (var more = true; more;)
            {
                var oldest = clock.GetUtcNow().UtcDateTime - options.RetainFor;
                var outdated = await store.OutdatedAsync(oldest, options.RetainAtMost, Purging.Batch);
                var gone = await Purging.PurgeAsync(store, outdated, stop);
                purged += gone;
                more = outdated.Count >= Purging.Batch && gone > 0;
            }

            if (purged > 0)
                log.Purged(purged);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or EngineStoppedException))
        {
            log.PurgeFailed(failure);
        }
    }
}
