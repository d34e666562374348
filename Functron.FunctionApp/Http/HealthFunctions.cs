using Functron.Execution;
using Functron.Execution.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Http;

/// <summary>Whether functions can be executed now, and if not, what is wrong.</summary>
public sealed class HealthFunctions(EngineProbe engine, DataDirectoryProbe data)
{
    [Function("Health")]
    public async Task<IResult> HealthAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request)
    {
        var engineCheck = engine.CheckAsync(request.HttpContext.RequestAborted);
        var dataCheck = data.Check();
        var (healthy, detail) = await engineCheck;
        var report = new
        {
            status = healthy && dataCheck.Healthy ? "healthy" : "unhealthy",
            engine = new { healthy, detail },
            dataDirectory = new { healthy = dataCheck.Healthy, detail = dataCheck.Detail },
        };
        return AnswerJson.Of(report, healthy && dataCheck.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
