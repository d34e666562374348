namespace Functron.Execution.Engine;

/// <summary>
/// A question that many may ask at the same time, and that is then put once for all of them. Nobody gets an answer that is older than what
/// it is needed for.
/// </summary>
/// <param name="ask">It has its own limit. It is put for all, so nobody's token ends it.</param>
internal sealed class SharedQuestion<T>(Func<Task<T>> ask, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Put? _last;
    private Task<T>? _next;

    /// <param name="since">
    /// A timestamp of the clock: an answer to a question that was put after it will do. Null: only a question that is put from now on will
    /// do.
    /// </param>
    public Task<T> AskAsync(long? since = null)
    {
        lock (_gate)
        {
            if (_last is { } last && last.At > since && !last.Answer.IsFaulted)
                return last.Answer;
            return _next ??= PutAsync(_last?.Answer ?? Task.CompletedTask);
        }
    }

    /// <summary>Waits for the question before it: there is one at a time.</summary>
    private async Task<T> PutAsync(Task before)
    {
        // Not under the caller's lock.
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _last = new Put(time.GetTimestamp(), _next!);
            _next = null;
        }

        return await ask();
    }

    private sealed record Put(long At, Task<T> Answer);
}
