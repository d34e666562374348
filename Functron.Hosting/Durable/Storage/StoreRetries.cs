using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Storage;

/// <summary>
/// Repeats an access to the store until it succeeds: a full disk is a pause, not a loss. A failure that would come each time is thrown.
/// </summary>
/// <param name="stop">Ends the attempts.</param>
internal sealed class StoreRetries(TimeProvider clock, ILogger log, CancellationToken stop)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <param name="instanceId">Whose access it is, for the log.</param>
    /// <exception cref="EngineStoppedException">The engine stopped first.</exception>
    public async Task<T> RunAsync<T>(string instanceId, Func<Task<T>> access)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await access();
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

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(string instanceId, Func<Task> access) => RunAsync(instanceId, async () =>
    {
        await access();
        return true;
    });
}
