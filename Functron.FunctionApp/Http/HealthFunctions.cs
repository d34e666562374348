using Functron.Execution;
using Functron.Execution.Run;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Functron.FunctionApp.Http;

/// <summary>
/// Tells whether functions can be run now, and if not, what is wrong; also what works worse than it should (<c>degraded</c>).
/// </summary>
public sealed class HealthFunctions(
    HttpCalls<HealthFunctions> calls,
    ExecutionState execution,
    DataDirectoryProbe data,
    PayloadStoreProbe payloads)
{
    [Function("Health")]
    public Task<IResult> HealthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => calls.AnswerAsync(RequestKind.Health, request, client, CheckAsync);

    private async Task<IResult> CheckAsync(HttpCall call)
    {
        var engineCheck = execution.CheckEngineAsync(call.CallerGone);
        var payloadCheck = payloads.CheckAsync(call.CallerGone);
        var dataCheck = data.Check();
        var engineStatus = await engineCheck;
        var payloadStatus = await payloadCheck;
        var healthy = engineStatus.Problem is null && dataCheck.Healthy && payloadStatus is null or { Healthy: true };
        var degraded = execution.Leftovers
            .Select(leftover => new { what = $"Not removed: {leftover.What}.", since = leftover.Since })
            .ToList();
        if (execution.Slowness is { } slow)
            degraded.Insert(0, new { what = slow.What, since = slow.Since });
        var report = new Dictionary<string, object?>
        {
            ["status"] = !healthy ? "unhealthy" : degraded.Count > 0 ? "degraded" : "healthy",
            ["degraded"] = degraded,
            ["engine"] = new
            {
                healthy = engineStatus.Problem is null,
                endpoint = engineStatus.Endpoint,
                version = engineStatus.Version,
                problem = engineStatus.Problem,
            },
            ["run"] = execution.RunPath is { } known
                ? new { path = known.Path == RunPath.Launcher ? "launcher" : "engine", why = known.Why }
                : null,
            ["dataDirectory"] = new { healthy = dataCheck.Healthy, path = dataCheck.Path, problem = dataCheck.Problem },
        };
        if (payloadStatus is not null)
            report["payloadStore"] = new { kind = payloadStatus.Kind, healthy = payloadStatus.Healthy, problem = payloadStatus.Problem };
        return AnswerJson.Of(report, healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
