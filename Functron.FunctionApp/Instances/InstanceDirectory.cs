using Functron.FunctionApp.Orchestration;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.FunctionApp.Instances;

/// <summary>
/// Tells outside of any function which instances there are. The embedded host has its durable client among the services. A Functions host
/// only binds one to functions, so the first client that an HTTP function brings is kept.
/// </summary>
public sealed class InstanceDirectory(IServiceProvider services)
{
    private DurableTaskClient? _client;

    /// <summary>Keeps the client, unless there is one already.</summary>
    public void Use(DurableTaskClient client) => _client ??= client;

    /// <summary>False until a client is known.</summary>
    public bool IsReady => Client is not null;

    public async Task<bool> IsEndedOrUnknownAsync(string instanceId, CancellationToken cancellationToken) =>
        Client is { } client
        && await client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellationToken) is null or { IsCompleted: true };

    public async Task<bool> IsUnknownAsync(string instanceId, CancellationToken cancellationToken) =>
        Client is { } client && await client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellationToken) is null;

    /// <exception cref="Exception">It was not raised: the instance has ended, or no client is known.</exception>
    public Task RaiseAsync(string instanceId, string eventName) => (Client ?? throw NotReady()).RaiseEventAsync(instanceId, eventName);

    /// <summary>
    /// Whose payloads the instances, ended or not, may need: each one's own, and of one that was restarted under a new id also those
    /// of the first.
    /// </summary>
    public async Task<IReadOnlySet<string>> InvocationsAsync(CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var all = new OrchestrationQuery(PageSize: 500, FetchInputsAndOutputs: true);
        await foreach (var instance in (Client?.GetAllInstancesAsync(all) ?? throw NotReady()).WithCancellation(cancellationToken))
        {
            ids.Add(instance.InstanceId);
            if (InvocationTicket.Read(instance.SerializedInput) is { InvocationId: { } invocation })
                ids.Add(invocation);
        }

        return ids;
    }

    /// <summary>The invocations that have not ended.</summary>
    public async Task<IReadOnlyList<string>> LiveInvocationsAsync(CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var live = new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended],
            PageSize: 500);
        await foreach (var instance in (Client?.GetAllInstancesAsync(live) ?? throw NotReady()).WithCancellation(cancellationToken))
        {
            if (instance.Name == nameof(InvocationOrchestrator))
                ids.Add(instance.InstanceId);
        }

        return ids;
    }

    private DurableTaskClient? Client => _client ??= services.GetService<DurableTaskClient>();

    private static InvalidOperationException NotReady() => new("No client is known yet.");
}
