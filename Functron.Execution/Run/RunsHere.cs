using System.Collections.Concurrent;
using Functron.Execution.Engine;

namespace Functron.Execution.Run;

/// <summary>
/// The runs that this process builds or runs. Such a run sees by itself that it is to stop. A run that is not among them has not begun, or
/// is to be found again. Whoever takes a run up keeps all others from it meanwhile.
/// </summary>
internal sealed class RunsHere
{
    private readonly KeyedLocks _locks = new();
    private readonly ConcurrentDictionary<string, RunHere> _runs = new();
    private readonly ConcurrentDictionary<string, bool> _begun = new();
    private readonly ConcurrentDictionary<string, byte> _protected = new();

    /// <summary>Takes a run up, as soon as nobody else has it.</summary>
    public async Task<RunHere> TakeUpAsync(RunOrder order, CancellationToken cancellationToken) =>
        Add(order, await _locks.HoldAsync(order.RunId, cancellationToken));

    /// <returns>Null when somebody has the run or waits for it.</returns>
    public RunHere? TryTakeUp(RunOrder order) => _locks.TryHold(order.RunId) is { } alone ? Add(order, alone) : null;

    /// <summary>
    /// Whether this process has taken the run up: then the run concludes by itself, also when its instance was terminated.
    /// </summary>
    public bool Has(string runId) => _runs.ContainsKey(runId);

    /// <summary>Whether the run waits for its slot: nothing of it is on the engine, and its time does not run.</summary>
    public bool IsQueued(RunOrder order) => _runs.TryGetValue(order.RunId, out var run) && run.IsQueued;

    /// <summary>Whether the run got a slot in this process and has no result yet.</summary>
    public bool HasBegun(RunOrder order) => _begun.ContainsKey(order.RunId);

    /// <summary>To be called before anything of the run is made.</summary>
    public void Begins(RunOrder order) => _begun[order.RunId] = true;

    /// <summary>To be called when the run has its result, or when what is left of it is removed.</summary>
    public void Ends(RunOrder order) => _begun.TryRemove(order.RunId, out _);

    /// <summary>Notes an instance id that no invocation has: no sweep removes what carries it, as long as this process lives.</summary>
    /// <returns>The same id.</returns>
    public string Protect(string instanceId)
    {
        _protected[instanceId] = 0;
        return instanceId;
    }

    public bool IsProtected(string instanceId) => _protected.ContainsKey(instanceId);

    private RunHere Add(RunOrder order, IDisposable alone) => _runs[order.RunId] = new RunHere(() =>
    {
        _runs.TryRemove(order.RunId, out _);
        alone.Dispose();
    });
}

/// <summary>A run that is taken up, until this is disposed.</summary>
internal sealed class RunHere(Action leave) : IDisposable
{
    private volatile bool _queued;

    public bool IsQueued
    {
        get => _queued;
        set => _queued = value;
    }

    public void Dispose() => leave();
}
