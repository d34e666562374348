using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.FunctionApp.Sweeping;

/// <summary>
/// Tells which instances still run, outside of any function. The embedded host has its client among the services; under Azure a
/// client is only bound to functions, so the first one that an HTTP function brings is kept.
/// </summary>
public sealed class InstanceDirectory(IServiceProvider services)
{
    private DurableTaskClient? _client;

    public void Use(DurableTaskClient client) => _client ??= client;

    /// <summary>False until a client is known.</summary>
    public bool IsReady => Client is not null;

    public async Task<bool> IsEndedOrUnknownAsync(string instanceId, CancellationToken cancellationToken) =>
        Client is { } client && await client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellationToken) is null or { IsCompleted: true };

    public async Task<bool> IsUnknownAsync(string instanceId, CancellationToken cancellationToken) =>
        Client is { } client && await client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancellationToken) is null;

    private DurableTaskClient? Client => _client ??= services.GetService<DurableTaskClient>();
}
