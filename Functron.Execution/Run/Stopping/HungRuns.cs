using System.Collections.Concurrent;

namespace Functron.Execution.Run.Stopping;

/// <summary>
/// The runs of which a call to the engine was given up here and may still hang: their clean-up is not waited for as long as
/// that of others, for it would hang, too.
/// </summary>
public sealed class HungRuns
{
    // Only a memory of what to expect: forgetting it costs a wait.
    private const int Remembered = 1_000;

    private readonly ConcurrentDictionary<string, byte> _runs = new();

    internal void Add(RunOrder order)
    {
        if (_runs.Count >= Remembered)
            _runs.Clear();
        _runs[order.RunId] = 0;
    }

    /// <summary>Once, for a run is cleaned up once.</summary>
    internal bool Take(RunOrder order) => _runs.TryRemove(order.RunId, out _);
}
