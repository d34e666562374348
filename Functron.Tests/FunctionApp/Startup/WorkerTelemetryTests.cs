using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Functron.FunctionApp;
using Functron.FunctionApp.Startup;
using Functron.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;

namespace Functron.Tests.FunctionApp.Startup;

public sealed class WorkerTelemetryTests
{
    /// <summary>By which a worker tells its host to send nothing for it.</summary>
    private const string Capability = "WorkerOpenTelemetryEnabled";

    /// <summary>Of the worker's package: a span for each call of a function.</summary>
    private const string Source = "Microsoft.Azure.Functions.Worker";

    [Fact(Timeout = 60_000)]
    public async Task A_workers_traces_and_logs_go_where_its_hosts_go()
    {
        await using var collector = await Collector.StartAsync();
        using var data = new TemporaryDirectory();
        var name = $"call {Guid.NewGuid()}";
        await using (var provider = Services(AppHost.Functions, data.Path, collector.Url).BuildServiceProvider())
        {
            Assert.Equal("True", provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities[Capability]);
            Assert.NotNull(provider.GetService<TracerProvider>());
            using (var source = new ActivitySource(Source))
            using (var span = source.StartActivity(name))
                Assert.NotNull(span);
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Functron").LogWarning("{Said} is said", name);
        }

        Assert.Equal(["/v1/logs", "/v1/traces"], collector.Received.Select(sent => sent.Path).Distinct().Order());
        Assert.Contains(collector.Received, sent => sent.Path == "/v1/traces" && Has(sent.Body, name));
        Assert.Contains(collector.Received, sent => sent.Path == "/v1/logs" && Has(sent.Body, $"{name} is said"));
    }

    /// <summary>Nothing that could connect is there, and the host goes on to send the worker's logs, as to Application Insights.</summary>
    [Theory]
    [InlineData("functions", null)]
    [InlineData("functions", "")]
    [InlineData("embedded", "http://127.0.0.1:4318")]
    public void Without_a_collector_and_on_the_embedded_host_there_is_no_telemetry(string name, string? endpoint)
    {
        using var data = new TemporaryDirectory();
        var services = Services(name == AppHost.Functions.Name ? AppHost.Functions : AppHost.Embedded, data.Path, endpoint);

        Assert.DoesNotContain(services, service => IsTelemetry(service.ServiceType) || IsTelemetry(service.ImplementationType));
        using var provider = services.BuildServiceProvider();
        Assert.DoesNotContain(Capability, provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities.Keys);
        Assert.Null(provider.GetService<TracerProvider>());
        Assert.Null(provider.GetService<LoggerProvider>());
    }

    private static bool Has(string body, string text) => body.Contains(text, StringComparison.Ordinal);

    private static bool IsTelemetry(Type? type) => type?.Namespace?.StartsWith("OpenTelemetry", StringComparison.Ordinal) == true;

    private static ServiceCollection Services(AppHost host, string data, string? endpoint)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(
        [
            new("Functron:DataDirectory", data),
            new("Functron:PayloadStore", "files"),
            new(WorkerTelemetry.Endpoint, endpoint),
            new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ]);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddOptions<WorkerOptions>();
        services.AddFunctron(configuration, host, []);
        return services;
    }

    /// <summary>Takes what is sent by OTLP over HTTP; texts are in it as they are.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<(string Path, string Body)> Received { get; } = [];

        public string Url => app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            await collector.ListenAsync();
            return collector;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task ListenAsync()
        {
            app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                Received.Enqueue((context.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
            });
            return app.StartAsync();
        }
    }
}
