using Functron.Tests.FunctionsHost.App;
using Functron.Tests.FunctionsHost.Worker;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;

namespace Functron.Tests.FunctionsHost.Durable;

/// <summary>A host of the WebJobs SDK with the durable extension, as the Functions host has one inside.</summary>
internal sealed class DurableHost(IHost host) : IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    public static async Task<DurableHost> StartAsync(
        PublishedApp app, IReadOnlyList<AppFunction> functions, Workers workers, Webhook webhook, ILoggerFactory loggers)
    {
        try
        {
            var host = Build(app, functions, workers, webhook, loggers);
            await host.StartAsync();
            return new DurableHost(host);
        }
        catch (Exception e)
        {
            // Whatever it is, of host.json or of the storage, an operator reads it.
            throw new HostException($"The durable extension cannot start: {e.Message}");
        }
    }

    /// <summary>What a function's <c>durableClient</c> binding is given: where the extension's endpoints are, as JSON.</summary>
    public async Task<string> ClientDataAsync(CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<string>();
        var arguments = new Dictionary<string, object> { ["answer"] = answer };
        await host.Services.GetRequiredService<IJobHost>().CallAsync(DurableClientData.Name, arguments, cancellation);
        return await answer.Task;
    }

    /// <summary>Cancels the functions that run, waits at most 10 s for them and gives the task hub back.</summary>
    public Task StopAsync() => host.StopAsync();

    public void Dispose() => host.Dispose();

    private static IHost Build(
        PublishedApp app, IReadOnlyList<AppFunction> functions, Workers workers, Webhook webhook, ILoggerFactory loggers) =>
        new HostBuilder()
            .ConfigureAppConfiguration(configuration => Configure(configuration, app))
            .ConfigureWebJobs(builder => builder.AddDurableTask())
            .ConfigureServices(services =>
            {
                services.AddSingleton(loggers);
                services.AddSingleton<IHostLifetime, SilentLifetime>();
                services.AddSingleton<ITypeLocator>(new EmittedFunctions(functions));
                services.AddSingleton<IDurableFunctionCalls>(
                    new DurableFunctionCalls(workers, loggers.CreateLogger<DurableFunctionCalls>()));
#pragma warning disable CS0618 // See Webhook.
                services.AddSingleton<IWebHookProvider>(webhook);
#pragma warning restore CS0618
                services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit);
            })
            .Build();

    // host.json under the name that the Functions host gives it, so that environment variables override its values as they do there.
    private static void Configure(IConfigurationBuilder configuration, PublishedApp app) => configuration
        .AddInMemoryCollection(app.HostJson.AsEnumerable()
            .Select(pair => KeyValuePair.Create($"{PublishedApp.HostSection}:{pair.Key}", pair.Value)))
        .AddEnvironmentVariables()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsConfigurationSection"] = PublishedApp.HostSection,
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            // By this one the extension would take a container for Azure's Consumption plan, with smaller limits and logs of its own.
            ["CONTAINER_NAME"] = "",
        });
}
