namespace Functron.Hosting.Durable.Replay;

/// <summary>Events and those who wait for them, each in order of arrival; an event that nobody waits for is kept.</summary>
internal sealed class ExternalEvents
{
    private readonly Dictionary<string, LinkedList<TaskCompletionSource<string?>>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<string?>> _kept = new(StringComparer.OrdinalIgnoreCase);
    private int _waiters;

    public bool HasWaiters => _waiters > 0;

    public void Raise(string name, string? input)
    {
        if (_waiting.TryGetValue(name, out var waiting) && waiting.First is { } first)
        {
            waiting.RemoveFirst();
            _waiters--;
            first.Value.SetResult(input);
            return;
        }

        if (!_kept.TryGetValue(name, out var kept))
            _kept[name] = kept = new Queue<string?>();
        kept.Enqueue(input);
    }

    /// <param name="cancel">Gives the waiter's place up; null when there is nothing to give up.</param>
    public Task<string?> Next(string name, out Action<CancellationToken>? cancel)
    {
        cancel = null;
        if (_kept.TryGetValue(name, out var kept) && kept.TryDequeue(out var input))
            return Task.FromResult(input);

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
