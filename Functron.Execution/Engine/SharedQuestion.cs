namespace Functron.Execution.Engine;

/// <summary>
/// A question that many may ask at a time and that is then put once for all of them. An answer is never older than its question: who comes
/// while it is being answered waits for the one after it.
/// </summary>
/// <param name="ask">Bounded by its own limit: it is put for all, so nobody's token ends it.</param>
internal sealed class SharedQuestion<T>(Func<Task<T>> ask)
{
    private readonly Lock _gate = new();
    private Task<T>? _next;
    private Task _current = Task.CompletedTask;

    public Task<T> AskAsync()
    {
        lock (_gate)
            return _next ??= PutAsync(_current);
    }

    private async Task<T> PutAsync(Task before)
    {
        // Not under the caller's lock.
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _current = _next!;
            _next = null;
        }

        return await ask();
    }
}
