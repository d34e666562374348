using Functron.Hosting.Configuration;
using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Startup;

/// <summary>
/// The app's host. A start that fails for a reason that whoever started it can mend is told in one line on the error stream,
/// and the process ends with code 1; any other failure is thrown.
/// </summary>
internal sealed class FunctionsHost(WebApplication app, HostPlan plan, StartLogFilter startLog) : IHost, IAsyncDisposable
{
    private DurableEngine? _engine;

    /// <summary>Where a failed start is told.</summary>
    public TextWriter Error { get; set; } = Console.Error;

    /// <summary>Gets the process's exit code after a failed start.</summary>
    public Action<int> SetExitCode { get; set; } = code => Environment.ExitCode = code;

    public IServiceProvider Services => app.Services;

    /// <summary>Once started, where the host listens.</summary>
    public ICollection<string> Addresses => app.Urls;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await StartOrThrowAsync(cancellationToken);
        }
        catch (Exception e) when (StartFailure.Explain(e, app.Configuration["urls"]) is { } line)
        {
            await Error.WriteLineAsync(line);
            SetExitCode(1);
            // Whoever runs the host waits for its end, which is now.
            app.Lifetime.StopApplication();
        }
    }

    /// <summary>Starts without telling or changing anything in the process when that fails.</summary>
    public async Task StartOrThrowAsync(CancellationToken cancellationToken = default)
    {
        plan.ThrowIfUnusable();
        _engine = app.Services.GetRequiredService<DurableEngine>();
        await app.StartAsync(cancellationToken);
        startLog.Started();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Functron.Hosting");
        Log.Started(logger, string.Join(", ", Addresses), plan.DataDirectory, plan.Functions.Functions.Count);
        foreach (var option in HostOptionNames.Unknown(app.Configuration))
            Log.UnknownOption(logger, option, string.Join(", ", HostOptionNames.Known));
        var guarded = plan.Functions.Functions.Where(function => function.Route is { AsksForKey: true }).Select(function => function.Name).ToList();
        if (guarded.Count > 0)
            Log.NoKeys(logger, string.Join(", ", guarded));
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

    /// <summary>
    /// Without a stop before, as after a start that failed: an orchestrator that were given its turn while the services are disposed of
    /// would find none, and fail for good.
    /// </summary>
    private Task StopEngineAsync() => _engine?.StopAsync(CancellationToken.None) ?? Task.CompletedTask;
}
