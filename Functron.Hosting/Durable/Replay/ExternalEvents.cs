using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Replay;

/// <summary>
/// Events, and the waits for them. An event that nobody waits for is kept. A later wait gets the first kept event of its name.
/// </summary>
/// <param name="toLast">Whether an event goes to the wait that began last; if not, to the wait that began first.</param>
internal sealed class ExternalEvents(bool toLast)
{
    private readonly Dictionary<string, LinkedList<TaskCompletionSource<string?>>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<EventRaised>> _kept = new(StringComparer.OrdinalIgnoreCase);
    private int _waiters;

    public bool HasWaiters => _waiters > 0;

    /// <summary>Events that nobody has waited for; those of one name in the order of their arrival.</summary>
    public IReadOnlyList<EventRaised> Kept => [.. _kept.Values.SelectMany(queue => queue)];

    public void Raise(EventRaised raised)
    {
        if (_waiting.TryGetValue(raised.Name, out var waiting) && (toLast ? waiting.Last : waiting.First) is { } place)
        {
            waiting.Remove(place);
            _waiters--;
            place.Value.SetResult(raised.Input);
            return;
        }

        if (!_kept.TryGetValue(raised.Name, out var kept))
            _kept[raised.Name] = kept = new Queue<EventRaised>();
        kept.Enqueue(raised);
    }

    /// <param name="cancel">Ends the wait; null when an event was there, so that there is no wait.</param>
    public Task<string?> Next(string name, out Action<CancellationToken>? cancel)
    {
        cancel = null;
        if (_kept.TryGetValue(name, out var kept) && kept.TryDequeue(out var raised))
            return Task.FromResult(raised.Input);

        if (!_waiting.TryGetValue(name, out var waiting))
            _waiting[name] = waiting = new LinkedList<TaskCompletionSource<string?>>();
        var place = waiting.AddLast(new TaskCompletionSource<string?>());
        _waiters++;
        cancel = token =>
        {
            if (place.List is null)
                return;
            waiting.Remove(place);
            _waiters--;
            place.Value.SetCanceled(token);
        };
        return place.Value.Task;
    }
}
