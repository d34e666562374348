using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;

namespace Functron.FunctionApp.Startup;

/// <summary>Traces and logs of a worker, beside those of its host, by OpenTelemetry.</summary>
internal static class WorkerTelemetry
{
    /// <summary>Where a collector listens. The host sends its own there, too, as host.json has <c>telemetryMode</c>.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Nothing without an endpoint: a worker that says it has telemetry of its own gets none of its logs sent by its host any more, as to
    /// Application Insights.
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
