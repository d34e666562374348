using System.Text.Json.Serialization;
using Functron.Execution.Payloads;

namespace Functron.Execution.Requests;

/// <summary>
/// A request that the gate accepted: everything in it is valid, and its payloads are durable. The payload store keeps it under
/// <see cref="PayloadKeys.Request"/>. Nothing after the gate checks it again.
/// </summary>
/// <param name="InvocationId">The name of the folder of its payloads, and the id of the instance that is started for it.</param>
/// <param name="Dockerfile">UTF-8 text.</param>
/// <param name="Tar">The user's bytes as they were sent (plain, gzip or bzip2). Empty when there is nothing to extract.</param>
/// <param name="Timeout">How long the function itself may run.</param>
/// <param name="AcceptedAt">When the gate accepted it (UTC).</param>
public sealed record Invocation(
    string InvocationId,
    string FnName,
    Payload Dockerfile,
    Payload Tar,
    Payload Stdin,
    [property: JsonPropertyName("TimeoutSeconds")] FunctionTimeout Timeout,
    DateTimeOffset AcceptedAt);
