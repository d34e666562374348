using Functron.Execution.Requests;
using Functron.Execution.Run;

namespace Functron.FunctionApp.Orchestration;

/// <summary>The orchestration's input: which accepted invocation to carry out. The rest lies in the payload store.</summary>
public sealed record InvocationTicket(string InvocationId, string FnName, double TimeoutSeconds)
{
    public static InvocationTicket For(Invocation invocation) =>
        new(invocation.InvocationId, invocation.FnName, invocation.TimeoutSeconds);

    /// <summary>The order given to every activity of one run.</summary>
    /// <exception cref="InvalidInvocationException">The ticket is none that the gate made; the build checks the rest of it.</exception>
    public static RunOrder OrderFor(InvocationTicket? ticket, string instanceId, Guid runId) =>
        ticket is { InvocationId.Length: > 0, FnName.Length: > 0, TimeoutSeconds: > 0 }
            ? new RunOrder(instanceId, runId.ToString("N"), ticket.InvocationId, ticket.FnName, ticket.TimeoutSeconds)
            : throw new InvalidInvocationException(
                $"Instance '{instanceId}' was started with an input that Functron did not make. Start functions with POST /v1/exec or POST /v1/invocations.");
}
