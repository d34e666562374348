using Functron.Execution;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Instances;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Sweeping;

/// <summary>
/// Removes, at start and from time to time, what a crash or a termination left of invocations that have ended. At start it also removes
/// what other installations have left, if told to, and otherwise warns of it.
/// </summary>
internal sealed class SweepService(
    Housekeeping housekeeping,
    InstanceDirectory instances,
    InvocationQueue queue,
    FunctronSettings settings,
    TimeProvider time,
    ILogger<SweepService> logger)
    : BackgroundService
{
    private bool _othersSeenTo;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before anything is served: who asks for it expects a clean engine.
        if (settings.Execution.SweepAll)
            await TryAsync(SeeToOthersAsync, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(queue.CountAsync, stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.Execution.SweepSeconds), time);
        do
        {
            // Before the first run needs to know it, where the engine answers already.
            await TryAsync(housekeeping.ChooseRunPathAsync, stoppingToken);
            await TryAsync(SweepAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        await SeeToOthersAsync(cancellationToken);
        if (!instances.IsReady)
            return;
        await housekeeping.SweepAsync(instances.IsEndedOrUnknownAsync, cancellationToken);
    }

    /// <summary>Done once. It may take several tries while the engine does not answer yet.</summary>
    private async Task SeeToOthersAsync(CancellationToken cancellationToken)
    {
        if (_othersSeenTo)
            return;
        if (settings.Execution.SweepAll)
            await housekeeping.SweepOtherInstallationsAsync(cancellationToken);
        else
            await housekeeping.WarnOfOtherInstallationsAsync(cancellationToken);
        _othersSeenTo = true;
    }

    private async Task TryAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.SweepFailed(logger, e.Message); // the next one tries again
        }
    }
}
