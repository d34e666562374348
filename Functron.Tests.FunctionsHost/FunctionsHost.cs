using Functron.Tests.FunctionsHost.App;
using Functron.Tests.FunctionsHost.Durable;
using Functron.Tests.FunctionsHost.Http;
using Functron.Tests.FunctionsHost.Worker;
using Yarp.ReverseProxy.Forwarder;

namespace Functron.Tests.FunctionsHost;

/// <summary>The stand-in for the Functions host, from its start to its end.</summary>
internal static class FunctionsHost
{
    // The Functions host's, where nothing else is set.
    private const long DefaultBodyLimit = 104_857_600;

    // The Functions host's is 30 s.
    private static readonly TimeSpan RequestsLimit = TimeSpan.FromSeconds(5);

    /// <summary>Serves the app until <paramref name="stop"/> is cancelled.</summary>
    /// <exception cref="HostException">It cannot start, or its worker cannot.</exception>
    public static async Task RunAsync(HostArguments arguments, CancellationToken stop)
    {
        var app = PublishedApp.Read(arguments.Folder);
        using var loggers = LoggerFactory.Create(ConfigureLogging);
        await using var server = await WorkerServer.StartAsync();
        var workers = new Workers(app, server, loggers.CreateLogger<Workers>());
        workers.Start();
        try
        {
            var functions = (await workers.ReadyAsync(stop)).Functions;
            var webhook = new Webhook(arguments.Url, arguments.Key);
            using var durable = await DurableHost.StartAsync(app, functions, workers, webhook, loggers);
            await using var web = Web(arguments);
            var forwarder = web.Services.GetRequiredService<IHttpForwarder>();
            using var invoker = new HttpInvoker(workers, durable, forwarder, loggers.CreateLogger<HttpInvoker>());
            web.MapFunctions(app, functions, arguments.Key, invoker);
            web.MapWebhook(webhook, arguments.Key);
            await StartAsync(web);
            Console.WriteLine($"Functions host stand-in ready: {arguments.Url.GetLeftPart(UriPartial.Authority)}");

            await workers.Running.WaitAsync(stop).ContinueWith(_ => { }, TaskScheduler.Default);
            // As the Functions host stops: requests get a moment and are cut off then; the other functions' tokens are cancelled,
            // and what runs gets a moment; only then the worker ends.
            await web.StopAsync();
            await durable.StopAsync();
            if (!stop.IsCancellationRequested)
                await workers.Running;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped before it was ready.
        }
        finally
        {
            await workers.StopAsync();
        }
    }

    private static WebApplication Web(HostArguments arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        ConfigureLogging(builder.Logging);
        builder.WebHost.UseUrls(arguments.Url.ToString());
        var bodyLimit = Environment.GetEnvironmentVariable("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT");
        builder.WebHost.ConfigureKestrel(options =>
            options.Limits.MaxRequestBodySize = long.TryParse(bodyLimit, out var limit) ? limit : DefaultBodyLimit);
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = RequestsLimit);
        return builder.Build();
    }

    private static async Task StartAsync(WebApplication web)
    {
        try
        {
            await web.StartAsync();
        }
        catch (IOException e)
        {
            throw new HostException($"Cannot listen: {e.Message}");
        }
    }

    private static void ConfigureLogging(ILoggingBuilder logging) => logging
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        })
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Azure.Core", LogLevel.Error)
        .AddFilter("Functron.Tests.FunctionsHost", LogLevel.Information);
}
