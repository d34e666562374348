using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.FunctionApp.Orchestration;
using Functron.FunctionApp.Sweeping;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.FunctionApp.Http;

/// <summary>From a request's body to a started orchestration, or to what is wrong with the body.</summary>
public sealed class InvocationStarter(InvocationGate gate, IPayloadStore payloads, InstanceDirectory instances)
{
    /// <param name="cancellationToken">The caller's: until the request is accepted, going away ends it. From then on it does not.</param>
    /// <exception cref="IOException">The data directory could not keep the request; nothing was started.</exception>
    public async Task<GateResult> StartAsync(
        DurableTaskClient client, Stream body, long? contentLength, GatePolicy policy, CancellationToken cancellationToken)
    {
        instances.Use(client);
        var admitted = await gate.AdmitAsync(body, contentLength, policy, cancellationToken);
        if (admitted.Invocation is not { } invocation)
            return admitted;

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(InvocationOrchestrator),
                InvocationTicket.For(invocation),
                new StartOrchestrationOptions(InstanceId: invocation.InvocationId),
                CancellationToken.None);
        }
        catch
        {
            await payloads.DeleteAsync(PayloadKeys.Instance(invocation.InvocationId), CancellationToken.None);
            throw;
        }

        return admitted;
    }
}
