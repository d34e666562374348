using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Startup;

/// <summary>
/// Ends this process when the process that started it has gone without stopping it. Otherwise the worker of a killed host would stay beside
/// the worker of the next host. Running functions stay as they are; the next worker finds them.
/// </summary>
internal sealed class StarterWatch(AppHost host, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<StarterWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>For a stop in order; after it the process just ends, which loses nothing either.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private const int OrphanExitCode = 1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!host.HasStartedThis || ParentProcess.Id() is not { } parent)
            return;

        while (ParentProcess.Id() == parent)
            await Task.Delay(Interval, time, stoppingToken);
        Log.Orphaned(logger, parent);
        _ = ExitAfterGraceAsync();
        lifetime.StopApplication();
    }

    private async Task ExitAfterGraceAsync()
    {
        await Task.Delay(Grace, time);
        Environment.Exit(OrphanExitCode);
    }
}
