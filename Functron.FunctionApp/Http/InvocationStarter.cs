using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Orchestration;
using Functron.FunctionApp.Sweeping;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.FunctionApp.Http;

/// <summary>From a request's body to a started orchestration, or to what is wrong with the body.</summary>
public sealed class InvocationStarter(InvocationGate gate, IPayloadStore payloads, InstanceDirectory instances, InvocationQueue queue, TimeProvider time)
{
    private readonly InvocationStore _invocations = new(payloads);

    /// <param name="instanceId">The id that the caller chose; null: a new one.</param>
    /// <param name="cancellationToken">The caller's: until the request is accepted, going away ends it. From then on it does not.</param>
    /// <exception cref="IOException">The store could not keep the request; nothing was started.</exception>
    /// <exception cref="InstanceExistsException">There is an instance of that id; nothing was started.</exception>
    /// <exception cref="NotAdmittedException">There is no room for it; nothing was started.</exception>
    public async Task<StartedInvocation> StartAsync(
        DurableTaskClient client, HttpRequest request, GatePolicy policy, string? instanceId, CancellationToken cancellationToken)
    {
        instances.Use(client);
        // Before the body is read. Not every host refuses a second start under one id, so what there is has to be looked up.
        if (instanceId is not null && await client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellationToken) is not null)
            throw new InstanceExistsException(instanceId);

        if (ContentCoding.Refuse(request) is { } coding)
            return new StartedInvocation(new GateResult(null, [coding], TooLarge: false), "");
        await queue.EnsureRoomAsync(cancellationToken);
        var admitted = await AdmitAsync(request, policy, cancellationToken);
        if (admitted.Invocation is not { } invocation)
            return new StartedInvocation(admitted, "");

        var id = instanceId ?? invocation.InvocationId;
        var ticket = InvocationTicket.For(invocation);
        using var place = await TakePlaceAsync(invocation);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(InvocationOrchestrator), ticket, new StartOrchestrationOptions(InstanceId: id), CancellationToken.None);
        }
        catch
        {
            if (!await IsStartedAsync(client, id, ticket))
                throw;
        }

        place.Started(id);
        return new StartedInvocation(admitted, id);
    }

    /// <summary>What was kept of one that finds the queue full is removed.</summary>
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

    private async Task<GateResult> AdmitAsync(HttpRequest request, GatePolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            return await gate.AdmitAsync(request.Body, request.ContentLength, policy, cancellationToken);
        }
        catch (GateBusyException e)
        {
            throw NotAdmittedException.Busy(e.Message);
        }
    }

    /// <summary>
    /// A start that failed may have happened all the same, and then needs its payloads. Where nobody can tell, they are left to the
    /// look for forgotten folders.
    /// </summary>
    /// <exception cref="InstanceExistsException">The id is that of another request's instance.</exception>
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
        return there is null ? false : throw new InstanceExistsException(id);
    }
}

/// <param name="InstanceId">Empty when the gate refused the request.</param>
public sealed record StartedInvocation(GateResult Gate, string InstanceId)
{
    public bool Accepted => Gate.Invocation is not null;
}

/// <summary>A start under an id that an instance has already.</summary>
public sealed class InstanceExistsException(string instanceId) : Exception($"There is an instance '{instanceId}' already.");
