using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Startup;

/// <summary>Warns of options that do not exist, and of being reachable from elsewhere. Neither keeps Functron from starting.</summary>
internal sealed class StartWarnings(UnknownOptions unknown, IServiceProvider services, ILogger<StartWarnings> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var option in unknown.Options)
        {
            Log.UnknownOption(
                logger, option.Given, $"{FunctronSettings.Section}:{option.Nearest}", $"{FunctronSettings.Section}__{option.Nearest}");
        }

        return Task.CompletedTask;
    }

    /// <summary>After all has started, for only then the server tells where it listens.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var reach = Reach.Of(addresses);
        if (reach.Beyond.Count > 0)
            Log.ListeningBeyondLoopback(logger, string.Join(", ", reach.Beyond), reach.Remedy(Environment.GetEnvironmentVariable));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
