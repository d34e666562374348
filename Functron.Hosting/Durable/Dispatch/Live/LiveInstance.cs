using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Dispatch.Live;

/// <summary>
/// An instance that has not ended, as others see it: what never changes, and what can be waited for. It stays the same when the instance
/// continues as new or is rewound. What changes is in <see cref="LiveInstances"/>.
/// </summary>
internal sealed class LiveInstance(string id, string name)
{
    private readonly TaskCompletionSource<bool> _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public string Name => name;

    /// <summary>Completes when the start is in the store (true) or could not be stored (false).</summary>
    public Task<bool> Stored => _stored.Task;

    /// <summary>Completes when the first turn is stored.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Completes when the last turn is stored.</summary>
    public Task Ended => _ended.Task;

    public void TellStored(bool stored) => _stored.TrySetResult(stored);

    public void TellBegun() => _begun.TrySetResult();

    public void TellEnded() => _ended.TrySetResult();

    /// <summary>Fails <see cref="Begun"/> and <see cref="Ended"/> as far as they are open.</summary>
    /// <param name="reason">Why nobody can know when they complete.</param>
    public void RefuseWaiters(Exception reason)
    {
        foreach (var waiters in (TaskCompletionSource[])[_begun, _ended])
        {
            // The exception is read, so that it does not count as unobserved when nobody waits.
            if (waiters.TrySetException(reason))
                _ = waiters.Task.Exception;
        }
    }
}

/// <summary>One execution of a live instance. An instance that continues as new has one after the other.</summary>
/// <param name="Key">Of the execution, as in the store.</param>
internal sealed record LiveExecution(LiveInstance Instance, long Key);

/// <summary>What has happened to an instance and no turn has taken yet.</summary>
/// <param name="Sequence">Of its row in the store; 0 when it has none.</param>
internal sealed record Message(HistoryEvent Event, long Sequence = 0);

/// <summary>All that a turn begins with. The messages belong to the turn until it is stored or given back.</summary>
/// <param name="Parent">The call that started the instance; null when it is no sub-orchestration.</param>
/// <param name="Turns">How many turns are stored.</param>
/// <param name="History">Null when it has to be read from the store.</param>
/// <param name="Fault">Found out between turns; it fails the instance.</param>
internal sealed record TakenTurn(
    LiveInstance Instance,
    long Key,
    ParentLink? Parent,
    int Turns,
    List<HistoryEvent>? History,
    IReadOnlyList<Message> Messages,
    Exception? Fault);
