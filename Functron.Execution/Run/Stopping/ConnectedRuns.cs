using System.Collections.Concurrent;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// The runs whose functions this process can end without the engine. A way to run functions that has such a connection says so here, as
/// long as the connection is there.
/// </summary>
internal sealed class ConnectedRuns
{
    private readonly ConcurrentDictionary<string, Func<Task<bool>>> _kills = new();

    public bool Has(string runId) => _kills.ContainsKey(runId);

    /// <param name="tryKill">Ends the function. True when no process of it is left. False when that is not certain.</param>
    public void Add(RunOrder order, Func<Task<bool>> tryKill) => _kills[order.RunId] = tryKill;

    public void Remove(RunOrder order) => _kills.TryRemove(order.RunId, out _);

    /// <returns>True when no process of the function is left. False when there is no connection, or it does not answer.</returns>
    public async Task<bool> TryKillAsync(RunOrder order) => _kills.TryGetValue(order.RunId, out var tryKill) && await tryKill();
}
