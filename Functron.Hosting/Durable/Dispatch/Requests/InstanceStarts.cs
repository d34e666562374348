using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.Storage;
using Functron.Hosting.Functions;

namespace Functron.Hosting.Durable.Dispatch.Requests;

/// <summary>Starts instances: takes the id, stores the start, and only then lets the instance begin.</summary>
internal sealed class InstanceStarts(
    LiveInstances live, IInstanceStore store, IDurableFunctions functions, Numbers numbers, TimeProvider clock)
{
    /// <param name="instanceId">Null or empty: an id is made.</param>
    /// <param name="input">JSON.</param>
    /// <param name="startAt">UTC; null for at once.</param>
    /// <returns>The instance's id.</returns>
    /// <exception cref="ArgumentException">No instance can have that id, or there is no such orchestrator.</exception>
    /// <exception cref="InstanceExistsException">There is an instance of that id that has not ended.</exception>
    /// <exception cref="IOException">The start could not be stored.</exception>
    public async Task<string> StartAsync(
        string orchestratorName, string? instanceId, string? input, DateTime? startAt, IReadOnlyDictionary<string, string>? tags)
    {
        if (!string.IsNullOrEmpty(instanceId))
            InstanceIds.Check(instanceId, nameof(instanceId));
        if (functions.FindOrchestrator(orchestratorName) is not { } orchestrator)
            throw new ArgumentException($"There is no orchestrator named '{orchestratorName}'.", nameof(orchestratorName));

        var start = new NewInstance(
            numbers.NextKey(),
            string.IsNullOrEmpty(instanceId) ? Guid.NewGuid().ToString("N") : instanceId,
            orchestrator.Name,
            Guid.NewGuid().ToString("N"),
            clock.GetUtcNow().UtcDateTime,
            startAt,
            input,
            Tags: tags);
        var instance = live.TryReserve(start) ?? throw new InstanceExistsException(start.Id);
        try
        {
            await StoreFailure.TellAsync(store.StartAsync(start), $"the start of instance '{start.Id}'");
        }
        catch
        {
            live.Release(instance);
            throw;
        }

        live.Begin(instance, startAt);
        return start.Id;
    }
}
