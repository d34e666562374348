using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch.Lanes;

/// <summary>
/// A queue of work with a limit of its own: so much of it runs at once, first come, first served. Work in one lane never delays work in
/// another lane.
/// </summary>
/// <param name="limit">How much runs at once; at least 1.</param>
internal sealed class Lane<T>(int limit, ILogger log)
    where T : class
{
    private readonly Queue<T> _waiting = new();
    private readonly Queue<T> _starting = new();
    private readonly Lock _gate = new();
    private Func<T, Task>? _run;
    private int _running;
    private bool _isStarting;
    private bool _stopped;
    private TaskCompletionSource? _idle;

    /// <summary>Begins the work that waits; from now on added work begins as soon as it has a place. Called once.</summary>
    /// <param name="run">Handles its own failures; one that it throws is only logged.</param>
    public void Start(Func<T, Task> run)
    {
        lock (_gate)
        {
            _run = run;
            while (_running < limit && _waiting.TryDequeue(out var work))
            {
                _running++;
                _starting.Enqueue(work);
            }

            if (_starting.Count == 0)
                return;
            _isStarting = true;
        }

        QueueStart();
    }

    /// <summary>Adds work. A stopped lane drops it.</summary>
    public void Add(T work)
    {
        lock (_gate)
        {
            if (_stopped)
                return;
            if (_run is null || _running == limit)
            {
                _waiting.Enqueue(work);
                return;
            }

            _running++;
            _starting.Enqueue(work);
            if (_isStarting)
                return;
            _isStarting = true;
        }

        QueueStart();
    }

    /// <summary>Begins no more work, and drops the work that waits.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _waiting.Clear();
        }
    }

    /// <summary>Completes when no work runs.</summary>
    public Task WhenIdle()
    {
        lock (_gate)
        {
            if (_running == 0)
                return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    // Unsafe: the work must not inherit the context of the request, or of the other work, that happened to cause it.
    private void QueueStart() => ThreadPool.UnsafeQueueUserWorkItem(static lane => _ = lane.StartNextAsync(), this, preferLocal: false);

    /// <summary>Each start queues the next one, so that thousands of starts do not fill the thread pool's queue at once.</summary>
    private Task StartNextAsync()
    {
        T work;
        lock (_gate)
        {
            work = _starting.Dequeue();
            _isStarting = _starting.Count > 0;
            if (_isStarting)
                QueueStart();
        }

        return RunAsync(work);
    }

    private async Task RunAsync(T first)
    {
        for (T? work = first; work is not null; work = Next())
        {
            try
            {
                await _run!(work);
            }
            catch (Exception failure)
            {
                // The next work still needs this place.
                log.WorkFailed(failure.Printable());
            }
        }
    }

    private T? Next()
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out var next))
                return next;
            if (--_running == 0)
            {
                _idle?.SetResult();
                _idle = null;
            }

            return null;
        }
    }
}
