using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Sweeping;

/// <summary>Looks for <see cref="ForgottenFolders"/> at start and every ten minutes: a look goes through all instances.</summary>
internal sealed class ForgottenFoldersService(ForgottenFolders folders, TimeProvider time, ILogger<ForgottenFoldersService> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Where the instances cannot be asked about before the first request.</summary>
    private static readonly TimeSpan UntilItCan = TimeSpan.FromSeconds(10);

    /// <summary>Before any hosted service starts, whichever serves requests.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await folders.BeginAsync(cancellationToken);
        }
        catch (IOException e)
        {
            Log.SweepFailed(logger, e.Message); // what was there now goes one look later
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await folders.LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.SweepFailed(logger, e.Message); // the next one tries again
            }

            await Task.Delay(folders.CanLook ? Interval : UntilItCan, time, stoppingToken);
        }
    }
}
