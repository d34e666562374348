using Functron.Execution.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Http;

/// <summary>Whether functions can be executed now, and if not, what is wrong.</summary>
public sealed class HealthFunctions(EngineHealth engine, DataDirectoryProbe data)
{
    [Function("Health")]
    public async Task<IResult> HealthAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request)
    {
        var engineCheck = engine.CheckAsync(request.HttpContext.RequestAborted);
        var dataCheck = data.Check();
        var engineStatus = await engineCheck;
        var healthy = engineStatus.Problem is null && dataCheck.Healthy;
        var report = new
        {
            status = healthy ? "healthy" : "unhealthy",
            engine = new
            {
                healthy = engineStatus.Problem is null,
                endpoint = engineStatus.Endpoint,
                version = engineStatus.Version,
                problem = engineStatus.Problem,
            },
            dataDirectory = new { healthy = dataCheck.Healthy, path = dataCheck.Path, problem = dataCheck.Problem },
        };
        return AnswerJson.Of(report, healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
