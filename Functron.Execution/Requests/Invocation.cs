using System.Text.Json.Serialization;
using Functron.Execution.Payloads;

namespace Functron.Execution.Requests;

/// <summary>
/// A request that the gate let through: everything in it is valid, and its payloads are durable.
/// Kept in the payload store under <see cref="PayloadKeys.Request"/>; nothing after the gate checks it again.
/// </summary>
/// <param name="InvocationId">Names the folder of its payloads; also the id of the instance it is started as.</param>
/// <param name="Dockerfile">UTF-8 text.</param>
/// <param name="Tar">The user's bytes as sent (plain, gzip or bzip2); empty when there is nothing to extract.</param>
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
