using System.Text.Json.Serialization;

namespace Functron.FunctionApp.Http;

/// <summary>What <c>GET /v1/invocations/{id}</c> answers.</summary>
/// <param name="FnName">Null when the instance was not started by Functron's own routes.</param>
/// <param name="Status">Durable Functions' runtime status: Pending, Running, Completed, Failed, Terminated …</param>
/// <param name="Phase">Building, Running or CleaningUp while it runs; Queued before that; null once it has ended.</param>
/// <param name="Result">The object that <c>/v1/exec</c> answers with, as soon as there is one.</param>
/// <param name="Error">Why it ended without a result, or what went wrong after it.</param>
internal sealed record InvocationStatus(
    [property: JsonPropertyName("instanceId")] string InstanceId,
    [property: JsonPropertyName("fnName")] string? FnName,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("phase")] string? Phase,
    [property: JsonPropertyName("createdTime")] DateTimeOffset CreatedTime,
    [property: JsonPropertyName("lastUpdatedTime")] DateTimeOffset LastUpdatedTime,
    [property: JsonPropertyName("result")] ExecAnswer? Result,
    [property: JsonPropertyName("error")] string? Error);
