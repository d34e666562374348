using System.Collections.Concurrent;
using Functron.Execution.Engine;

namespace Functron.Execution.Run;

/// <summary>
/// The runs whose build or run this process is at: these see by themselves that they are to stop. A run that nobody is at has not begun,
/// or is to be found again; whoever takes it up meanwhile keeps all others from it.
/// </summary>
public sealed class RunsHere
{
    private readonly KeyedLocks _locks = new();
    private readonly ConcurrentDictionary<string, RunHere> _runs = new();
    private readonly ConcurrentDictionary<string, bool> _begun = new();

    /// <summary>Waits for whoever has it.</summary>
    public async Task<RunHere> TakeUpAsync(RunOrder order, CancellationToken cancellationToken) =>
        Add(order, await _locks.HoldAsync(order.RunId, cancellationToken));

    /// <returns>Null when somebody has it or waits for it.</returns>
    public RunHere? TryTakeUp(RunOrder order) => _locks.TryHold(order.RunId) is { } alone ? Add(order, alone) : null;

    /// <summary>Whether this process is at it: it concludes by itself, also when its instance was terminated.</summary>
    internal bool Has(string runId) => _runs.ContainsKey(runId);

    /// <summary>Whether it is at the wait for its slot: nothing of it is on the engine, and its time does not run.</summary>
    public bool IsQueued(RunOrder order) => _runs.TryGetValue(order.RunId, out var run) && run.IsQueued;

    /// <summary>Whether it got a slot in this process and has no result yet.</summary>
    public bool HasBegun(RunOrder order) => _begun.ContainsKey(order.RunId);

    /// <summary>Before anything of it is made.</summary>
    public void Begins(RunOrder order) => _begun[order.RunId] = true;

    /// <summary>It has its result, or what is left of it is removed.</summary>
    public void Ends(RunOrder order) => _begun.TryRemove(order.RunId, out _);

    private RunHere Add(RunOrder order, IDisposable alone) => _runs[order.RunId] = new RunHere(() =>
    {
        _runs.TryRemove(order.RunId, out _);
        alone.Dispose();
    });
}

/// <summary>A run that is taken up, until it is disposed.</summary>
public sealed class RunHere(Action leave) : IDisposable
{
    private volatile bool _queued;

    public bool IsQueued
    {
        get => _queued;
        set => _queued = value;
    }

    public void Dispose() => leave();
}
