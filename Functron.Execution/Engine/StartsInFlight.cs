using System.Collections.Concurrent;

namespace Functron.Execution.Engine;

/// <summary>
/// The starts of containers that the engine has not confirmed, though their functions may run: the engine lists a container a moment after its first
/// process has begun, on a busy machine a noticeable one.
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
            (ended, _) => _starts.TryRemove(ended, out byte _), null, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
