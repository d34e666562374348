using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Replay;

/// <summary>
/// Events and those who wait for them. An event that nobody waits for is kept; whoever waits later gets the first that was kept.
/// </summary>
/// <param name="toLast">Whether an event goes to the wait that began last. Otherwise it goes to the one that began first.</param>
internal sealed class ExternalEvents(bool toLast)
{
    private readonly Dictionary<string, LinkedList<TaskCompletionSource<string?>>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<EventRaised>> _kept = new(StringComparer.OrdinalIgnoreCase);
    private int _waiters;

    public bool HasWaiters => _waiters > 0;

    /// <summary>What nobody has waited for, in order of arrival within each name.</summary>
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

    /// <param name="cancel">Gives the waiter's place up; null when there is nothing to give up.</param>
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
