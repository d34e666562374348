using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Http.Failures;
using Functron.FunctionApp.Orchestration;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.FunctionApp.Http;

/// <summary>From a request's body to a started orchestration.</summary>
public sealed class InvocationStarter(InvocationGate gate, IPayloadStore payloads, InvocationQueue queue, TimeProvider time)
{
    private readonly InvocationStore _invocations = new(payloads);

    /// <summary>
    /// Until the request is accepted, the end of the call (<see cref="HttpCall.Cancellation"/>) ends this. From then on it does not.
    /// </summary>
    /// <param name="instanceId">The id that the caller chose; null: a new one.</param>
    /// <returns>The id of the instance.</returns>
    /// <exception cref="InvalidRequestException">The request is not valid; nothing was started.</exception>
    /// <exception cref="IOException">The store could not keep the request; nothing was started.</exception>
    /// <exception cref="InvocationExistsException">There is an instance of that id; nothing was started.</exception>
    /// <exception cref="NotAdmittedException">There is no room for it; nothing was started.</exception>
    internal async Task<string> StartAsync(HttpCall call, GatePolicy policy, string? instanceId)
    {
        // Before the body is read. Not every host refuses a second start under one id, so the id is looked up here.
        if (instanceId is not null
            && await call.Client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, call.Cancellation) is not null)
            throw new InvocationExistsException(instanceId);

        if (ContentCoding.Refuse(call.Request) is { } coding)
            throw new InvalidRequestException([coding]);
        await queue.EnsureRoomAsync(call.Cancellation);
        var invocation = await AdmitAsync(call.Request, policy, call.Cancellation);
        var id = instanceId ?? invocation.InvocationId;
        var ticket = InvocationTicket.For(invocation);
        using var place = await TakePlaceAsync(invocation);
        try
        {
            await call.Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(InvocationOrchestrator), ticket, new StartOrchestrationOptions(InstanceId: id), CancellationToken.None);
        }
        catch
        {
            if (!await IsStartedAsync(call.Client, id, ticket))
                throw;
        }

        place.Started(id);
        return id;
    }

    /// <summary>Where the queue has become full meanwhile, what was kept of the request is removed.</summary>
    private async Task<QueuePlace> TakePlaceAsync(Invocation invocation)
    {
        try
        {
            return queue.Take();
        }
        catch (NotAdmittedException)
        {
            await _invocations.ForgetAsync(invocation.InvocationId, time);
            throw;
        }
    }

    private async Task<Invocation> AdmitAsync(HttpRequest request, GatePolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            var result = await gate.AdmitAsync(request.Body, request.ContentLength, policy, cancellationToken);
            return result.Invocation ?? throw new InvalidRequestException(result.Problems, result.TooLarge);
        }
        catch (GateBusyException e)
        {
            throw NotAdmittedException.Busy(e.Message);
        }
    }

    /// <summary>
    /// A start that failed may have happened all the same, and then needs its payloads. Where nobody can tell, the payloads stay, and the
    /// look for forgotten folders removes them later.
    /// </summary>
    /// <exception cref="InvocationExistsException">The id is that of another request's instance.</exception>
    private async Task<bool> IsStartedAsync(DurableTaskClient client, string id, InvocationTicket ticket)
    {
        OrchestrationMetadata? there;
        try
        {
            there = await client.GetInstanceAsync(id, getInputsAndOutputs: true, CancellationToken.None);
        }
        catch (Exception)
        {
            return false;
        }

        if (InvocationTicket.Read(there?.SerializedInput)?.InvocationId == ticket.InvocationId)
            return true;
        await _invocations.ForgetAsync(ticket.InvocationId, time);
        return there is null ? false : throw new InvocationExistsException(id);
    }
}
