using Functron.Execution;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Sweeping;

/// <summary>Repeats a failed trial of the launcher until the choice is final: the engine may only have been busy.</summary>
internal sealed class RunPathService(Housekeeping housekeeping, TimeProvider time, ILogger<RunPathService> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await MayChangeAsync(stoppingToken))
            await Task.Delay(Pause, time, stoppingToken);
    }

    private async Task<bool> MayChangeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await housekeeping.ReviseRunPathAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.TrialFailed(logger, e.Message);
            return true;
        }
    }
}
