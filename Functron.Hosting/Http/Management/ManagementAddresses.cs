using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Http.Management;

/// <summary>The addresses at which a host's management API is found.</summary>
internal sealed class ManagementAddresses(IServer server, IHttpContextAccessor requests)
{
    /// <summary>The path that Durable Functions' tools and scripts know.</summary>
    public const string BasePath = "/runtime/webhooks/durabletask";

    // The app has the client in its hand and not its host.
    private static readonly ConditionalWeakTable<DurableTaskClient, ManagementAddresses> Clients = [];

    /// <exception cref="InvalidOperationException">The client is not that of a host.</exception>
    public static ManagementAddresses Of(DurableTaskClient client) =>
        Clients.TryGetValue(client, out var addresses)
            ? addresses
            : throw new InvalidOperationException("This client belongs to no host, so that it has no management addresses.");

    public void Serve(DurableTaskClient client) => Clients.AddOrUpdate(client, this);

    public string StatusOf(string instanceId) => $"{BaseAddress()}{BasePath}/instances/{Uri.EscapeDataString(instanceId)}";

    public HttpManagementPayload For(string instanceId)
    {
        var instance = StatusOf(instanceId);
        return new HttpManagementPayload
        {
            Id = instanceId,
            StatusQueryGetUri = instance,
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}",
            TerminatePostUri = $"{instance}/terminate?reason={{text}}",
            RewindPostUri = $"{instance}/rewind?reason={{text}}",
            PurgeHistoryDeleteUri = instance,
            RestartPostUri = $"{instance}/restart",
            SuspendPostUri = $"{instance}/suspend?reason={{text}}",
            ResumePostUri = $"{instance}/resume?reason={{text}}",
        };
    }

    private string BaseAddress()
    {
        // The name that the caller used is one that it can use again.
        if (requests.HttpContext?.Request is { Host.HasValue: true } request)
            return $"{request.Scheme}://{request.Host}{request.PathBase}";
        var listening = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The host has not started, so that it has no address yet.");
        return Reachable(BindingAddress.Parse(listening));
    }

    // "Any address" is one to listen on, not one to call.
    private static string Reachable(BindingAddress address) =>
        address.Host is "+" or "*" or "0.0.0.0" or "[::]"
            ? $"{address.Scheme}://localhost:{address.Port}"
            : $"{address.Scheme}://{address.Host}:{address.Port}";
}
