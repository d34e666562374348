using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Http;

/// <summary>Says that the service is there, with an empty body, as Functron 1 did.</summary>
public sealed class PingFunctions
{
    [Function("Ping")]
    public IResult Ping([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "v1/ping")] HttpRequest request) =>
        Results.Ok();
}
