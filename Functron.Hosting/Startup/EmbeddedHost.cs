using System.Text.Encodings.Web;
using Functron.Hosting.Configuration;
using Functron.Hosting.Durable;
using Functron.Hosting.Functions;
using Functron.Hosting.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Functron.Hosting.Startup;

/// <summary>Puts the parts of the host together: configuration, the durable engine, and HTTP in front of both.</summary>
internal sealed class EmbeddedHost
{
    // Requests end at once when the host stops and the engine has a grace of its own; this bounds whatever else there is.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly WebApplicationBuilder _web;
    private readonly HostPlan _plan;
    private readonly StartLogFilter _startLog = new();

    private EmbeddedHost(WebApplicationBuilder web, HostPlan plan)
    {
        _web = web;
        _plan = plan;
    }

    /// <summary>Does what has to come before the app's own set-up.</summary>
    public static EmbeddedHost Prepare(WebApplicationBuilder web, HostOrder order)
    {
        DefaultSettings.AddTo(web.Configuration);
        var plan = new HostPlan(order, web.Configuration, web.Environment.ContentRootPath);
        // Last in the list, so that the app binds the very directory that the host uses.
        web.Configuration.AddInMemoryCollection([new(DataDirectory.Key, plan.DataDirectory)]);

        var host = new EmbeddedHost(web, plan);
        host._startLog.AddTo(web.Logging);
        CleanLoggerProvider.AddTo(web.Services);
        host.ConfigureServer();
        host.AddServices();
        return host;
    }

    public FunctionsHost Build()
    {
        _web.Services.TryAddSingleton(TimeProvider.System);
        var app = _web.Build();
        HttpPipeline.Build(app, _plan.Functions, _plan.HostJson);
        return new FunctionsHost(app, _plan, _startLog);
    }

    private void ConfigureServer()
    {
        _web.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The app knows how large a body may be, and a slow caller is no reason to drop what it has sent.
            kestrel.Limits.MaxRequestBodySize = null;
            // A longer address is refused without a word, one with too long a reason in words: there has to be room for it.
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
    }

    private void AddServices()
    {
        var services = _web.Services;
        // A log is data and never part of a page: a "+" or an apostrophe need not read "\u0027".
        services.Configure<JsonConsoleFormatterOptions>(options =>
            options.JsonWriterOptions = options.JsonWriterOptions with { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit);
        services.AddCors();
        services.AddProblemDetails();
        services.AddSingleton<IDurableFunctions>(provider => new DurableFunctions(
            _plan.Functions,
            provider.GetRequiredService<IServiceScopeFactory>(),
            DurableJson.Options));
        services.AddSingleton(provider => new DurableEngine(
            EngineOptions(),
            provider.GetRequiredService<IDurableFunctions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<DurableEngine>().Client);
        // The first of the hosted services: it starts before the app's own and the server, and stops after them.
        services.AddHostedService<EngineService>();
    }

    private DurableEngineOptions EngineOptions() => new()
    {
        DataDirectory = Path.Combine(_plan.DataDirectory, DataDirectory.EngineDirectory),
        HubName = _plan.HostJson.HubName,
        MaxConcurrentActivities = _plan.HostJson.MaxConcurrentActivities,
        MaxConcurrentOrchestrators = _plan.HostJson.MaxConcurrentOrchestrators,
        RetainFor = _plan.Retention.RetainFor,
        RetainAtMost = _plan.Retention.RetainAtMost,
        ClearsStatusOfTerminated = HostOptionNames.ClearsStatusOfTerminated(_web.Configuration),
    };
}
