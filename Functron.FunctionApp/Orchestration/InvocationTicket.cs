using System.Text.Json;
using System.Text.Json.Serialization;
using Functron.Execution.Requests;
using Functron.Execution.Run;

namespace Functron.FunctionApp.Orchestration;

/// <summary>The orchestration's input: which accepted invocation to carry out. The rest lies in the payload store.</summary>
/// <param name="TimeoutSeconds">A plain number, because anybody may start an instance with any number; <see cref="OrderFor"/> checks it.
/// </param>
/// <param name="Course">The version of the orchestrator's decisions. An instance keeps the course with which it began. 0: from before there
/// were courses.</param>
internal sealed record InvocationTicket(
    string InvocationId,
    string FnName,
    double TimeoutSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Course = 0)
{
    /// <summary>
    /// From this course on, activities whose worker was lost are repeated, and a failed instance says why in its custom status.
    /// </summary>
    public const int RepeatsLostWorkers = 2;

    /// <summary>
    /// From this course on, a cancelled invocation does not wait for what has not begun, and the timer of the deadline is set when the run
    /// has its slot.
    /// </summary>
    public const int LeavesTheQueue = 3;

    /// <summary>From this course on, an instance that completes has no phase as its custom status any more.</summary>
    public const int ClearsItsPhase = 4;

    /// <summary>The course of new instances. Whoever changes what the orchestrator decides adds the next number.</summary>
    public const int LatestCourse = ClearsItsPhase;

    public static InvocationTicket For(Invocation invocation) =>
        new(invocation.InvocationId, invocation.FnName, invocation.Timeout.Seconds, LatestCourse);

    /// <returns>Null also when it is no ticket: an instance may have been started with anything.</returns>
    public static InvocationTicket? Read(string? serializedInput)
    {
        try
        {
            return serializedInput is null
                ? null
                : JsonSerializer.Deserialize<InvocationTicket>(serializedInput, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The order given to every activity of one run.</summary>
    /// <exception cref="InvalidInvocationException">The ticket is none that the gate made; the build checks the rest of it.</exception>
    public static RunOrder OrderFor(InvocationTicket? ticket, string instanceId, Guid runId) =>
        ticket is { InvocationId.Length: > 0, FnName.Length: > 0 } && FunctionTimeout.Of(ticket.TimeoutSeconds) is { } timeout
            ? new RunOrder(instanceId, runId.ToString("N"), ticket.InvocationId, ticket.FnName, timeout)
            : throw new InvalidInvocationException(
                $"Instance '{instanceId}' was started with an input that Functron did not make. Start functions with POST /v1/exec or "
                    + $"POST /v1/invocations.");
}
