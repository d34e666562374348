using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Storage;

/// <summary>Removes the rows of activities whose end no turn takes. Such a row would run the activity again at the next start.</summary>
internal sealed class ActivityRows(IInstanceStore store, StoreRetries retries, ILogger log)
{
    /// <summary>Never throws. A row that could not be removed runs the activity again at the next start, which then removes it.</summary>
    /// <param name="instanceId">Of the instance that called the activity.</param>
    /// <param name="key">Of the execution that called it.</param>
    /// <param name="taskId">Of the call.</param>
    public async Task DropAsync(string instanceId, long key, int taskId)
    {
        try
        {
            await retries.RunAsync(instanceId, () => store.DropActivityAsync(key, taskId));
        }
        catch (EngineStoppedException)
        {
            // Too late for this process.
        }
        catch (Exception failure)
        {
            log.WorkFailed(failure.Printable());
        }
    }
}
