using System.Collections.Concurrent;

namespace Functron.Execution.Engine;

/// <summary>
/// The starts of containers that the engine has not confirmed yet. Their functions may run already, because the engine lists a container
/// only a moment after its first process has begun. On a busy machine that moment is long enough to matter.
/// </summary>
internal sealed class StartsInFlight
{
    private readonly ConcurrentDictionary<Task, byte> _starts = new();

    /// <summary>Those at this moment.</summary>
    public IReadOnlyCollection<Task> Now => [.. _starts.Keys];

    /// <summary>To be called before the function can begin.</summary>
    /// <param name="start">The engine's call: once it is through, a container that has started is listed.</param>
    public void Add(Task start)
    {
        if (start.IsCompleted || !_starts.TryAdd(start, 0))
            return;
        _ = start.ContinueWith(
            (ended, _) => _starts.TryRemove(ended, out byte _),
            null,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
