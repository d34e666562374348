using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.FunctionApp.Sweeping;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Functron.FunctionApp.Http;

/// <summary>Whether functions can be executed now, and if not, what is wrong.</summary>
public sealed class HealthFunctions(EngineHealth engine, DataDirectoryProbe data, PayloadStoreProbe payloads, RunPaths paths, InstanceDirectory instances)
{
    [Function("Health")]
    public async Task<IResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        instances.Use(client);
        var engineCheck = engine.CheckAsync(request.HttpContext.RequestAborted);
        var payloadCheck = payloads.CheckAsync(request.HttpContext.RequestAborted);
        var dataCheck = data.Check();
        var engineStatus = await engineCheck;
        var payloadStatus = await payloadCheck;
        var healthy = engineStatus.Problem is null && dataCheck.Healthy && payloadStatus is null or { Healthy: true };
        var report = new Dictionary<string, object?>
        {
            ["status"] = healthy ? "healthy" : "unhealthy",
            ["engine"] = new
            {
                healthy = engineStatus.Problem is null,
                endpoint = engineStatus.Endpoint,
                version = engineStatus.Version,
                problem = engineStatus.Problem,
            },
            ["run"] = paths.Known is { } known ? new { path = known.Path == RunPath.Launcher ? "launcher" : "engine", why = known.Why } : null,
            ["dataDirectory"] = new { healthy = dataCheck.Healthy, path = dataCheck.Path, problem = dataCheck.Problem },
        };
        if (payloadStatus is not null)
            report["payloadStore"] = new { kind = payloadStatus.Kind, healthy = payloadStatus.Healthy, problem = payloadStatus.Problem };
        return AnswerJson.Of(report, healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
