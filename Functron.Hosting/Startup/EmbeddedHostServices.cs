using System.Text.Encodings.Web;
using Functron.Hosting.Configuration;
using Functron.Hosting.Durable;
using Functron.Hosting.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Functron.Hosting.Startup;

/// <summary>The services of the embedded host itself: the server, and the durable engine with the app's functions.</summary>
internal static class EmbeddedHostServices
{
    // Requests end at once when the host stops, and the engine has a grace of its own. This bounds whatever else there is.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    /// <summary>Comes before the app's own services, because hosted services start in the order in which they were added.</summary>
    public static void AddTo(WebApplicationBuilder web)
    {
        web.WebHost.ConfigureKestrel(ConfigureServer);
        var services = web.Services;
        // A log is data and never part of a page: a "+" or an apostrophe need not read "\u0027".
        services.Configure<JsonConsoleFormatterOptions>(options =>
            options.JsonWriterOptions = options.JsonWriterOptions with { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit);
        services.AddCors();
        services.AddProblemDetails();
        services.AddSingleton<IDurableFunctions>(provider => new DurableFunctions(
            provider.GetRequiredService<EmbeddedHostSetup>().Functions,
            provider.GetRequiredService<IServiceScopeFactory>(),
            DurableJson.Options));
        services.AddSingleton(provider => new DurableEngine(
            EngineOptions(provider.GetRequiredService<EmbeddedHostSetup>()),
            provider.GetRequiredService<IDurableFunctions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<DurableEngine>().Client);
        // The first of the hosted services: it starts before the app's own and the server, and stops after them.
        services.AddHostedService<EngineService>();
    }

    private static void ConfigureServer(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // The app knows how large a body may be, and a slow caller is no reason to drop what it has sent.
        kestrel.Limits.MaxRequestBodySize = null;
        // A longer address is refused without a word, one with too long a reason in words: there has to be room for it.
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
    }

    private static DurableEngineOptions EngineOptions(EmbeddedHostSetup setup) => new()
    {
        DataDirectory = Path.Combine(setup.DataDirectory, HostDataDirectory.EngineDirectory),
        HubName = setup.HostJson.HubName,
        MaxConcurrentActivities = setup.HostJson.MaxConcurrentActivities,
        MaxConcurrentOrchestrators = setup.HostJson.MaxConcurrentOrchestrators,
        RetainFor = setup.Retention.RetainFor,
        RetainAtMost = setup.Retention.RetainAtMost,
        ClearsStatusOfTerminated = setup.ClearsStatusOfTerminated,
    };
}
