using Functron.Execution.Cleanup;
using Functron.Execution.Payloads;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Sweeping;

/// <summary>At start and from time to time: removes what a crash or a termination left of invocations that have ended.</summary>
public sealed class SweepService(
    Sweeper sweeper, InstanceDirectory instances, IPayloadStore payloads, FunctronSettings settings, TimeProvider time, ILogger<SweepService> logger)
    : BackgroundService
{
    private IReadOnlyList<string> _foldersAtStart = [];

    /// <summary>Lists the folders before anything is served, so that none of a request that is just being received is among them.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _foldersAtStart = payloads.List(PayloadKeys.Instances);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.Execution.SweepSeconds), time);
        do
        {
            try
            {
                if (!instances.IsReady)
                    continue;
                await RemoveForgottenFoldersAsync(stoppingToken);
                await sweeper.SweepAsync(instances.IsEndedOrUnknownAsync, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.SweepFailed(logger, e.Message); // the next one tries again
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Payloads of a request that was received but never started: the process died in between.</summary>
    private async Task RemoveForgottenFoldersAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in _foldersAtStart)
        {
            // Only names that the gate gave: such a folder is named exactly as its instance.
            if (Guid.TryParseExact(folder, "N", out _) && await instances.IsUnknownAsync(folder, cancellationToken))
                await payloads.DeleteAsync(PayloadKeys.Instance(folder), cancellationToken);
        }

        _foldersAtStart = [];
    }
}
