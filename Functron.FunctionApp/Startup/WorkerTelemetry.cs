using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;

namespace Functron.FunctionApp.Startup;

/// <summary>Sends the traces and logs of a worker by OpenTelemetry, beside those of its host.</summary>
internal static class WorkerTelemetry
{
    /// <summary>Where a collector listens. The host sends its own there, too, as host.json has <c>telemetryMode</c>.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Does nothing without an endpoint: a host stops sending a worker's logs, for example to Application Insights, once the worker has
    /// telemetry of its own.
    /// </summary>
    public static IServiceCollection AddWorkerTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[Endpoint]))
            return services;
        services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(traces => traces.AddOtlpExporter())
            .WithLogging(logs => logs.AddOtlpExporter(), options => options.IncludeFormattedMessage = true);
        return services;
    }
}
