using Functron.Hosting.Configuration;
using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Startup;

/// <summary>The host of an app that no Functions host carries: web server and durable engine in this process.</summary>
internal sealed class EmbeddedHost(WebApplication app, EmbeddedHostSetup setup, StartLogFilter startLog) : IHost, IAsyncDisposable
{
    private DurableEngine? _engine;

    public IServiceProvider Services => app.Services;

    /// <summary>Once started, where the host listens.</summary>
    public ICollection<string> Addresses => app.Urls;

    /// <summary>Makes the data directory, and then starts all services.</summary>
    /// <exception cref="StartFailedException">The data cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        HostDataDirectory.Prepare(setup.DataDirectory);
        _engine = app.Services.GetRequiredService<DurableEngine>();
        await app.StartAsync(cancellationToken);
        startLog.Started();
        Tell();
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => app.StopAsync(cancellationToken);

    public void Dispose()
    {
        StopEngineAsync().GetAwaiter().GetResult();
        ((IDisposable)app).Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopEngineAsync();
        await app.DisposeAsync();
    }

    private void Tell()
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Functron.Hosting");
        Log.Started(logger, string.Join(", ", Addresses), setup.DataDirectory, setup.Functions.Functions.Count);
        foreach (var option in HostOptionNames.Unknown(app.Configuration))
            Log.UnknownOption(logger, option, string.Join(", ", HostOptionNames.Known));
        var guarded = setup.Functions.Functions
            .Where(function => function.Route is { AsksForKey: true })
            .Select(function => function.Name)
            .ToList();
        if (guarded.Count > 0)
            Log.NoKeys(logger, string.Join(", ", guarded));
    }

    /// <summary>
    /// The host may be disposed of without a stop, as after a failed start. An orchestrator that got its turn while the services are
    /// disposed of would find none of them, and would fail for good.
    /// </summary>
    private Task StopEngineAsync() => _engine?.StopAsync(CancellationToken.None) ?? Task.CompletedTask;
}
