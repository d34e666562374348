using System.Collections.Concurrent;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>The launchers that this process is connected to, by run.</summary>
public sealed class LiveLaunches
{
    private readonly ConcurrentDictionary<string, LaunchConnection> _connections = new();

    internal bool IsConnected(string runId) => _connections.ContainsKey(runId);

    internal LaunchConnection? Find(RunOrder order) => _connections.GetValueOrDefault(order.RunId);

    internal void Add(RunOrder order, LaunchConnection connection) => _connections[order.RunId] = connection;

    internal void Remove(RunOrder order) => _connections.TryRemove(order.RunId, out _);
}
