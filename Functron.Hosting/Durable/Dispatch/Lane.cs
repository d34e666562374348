using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>
/// One queue with a limit of its own to how much of it runs at once, first come, first served. What waits or runs in one lane holds up no
/// other lane.
/// </summary>
internal sealed class Lane(int limit, ILogger log)
{
    private readonly Queue<Work> _waiting = new();
    private readonly Queue<Work> _starting = new();
    private readonly Lock _gate = new();
    private int _running;
    private bool _isStarting;
    private bool _stopped;
    private TaskCompletionSource? _idle;

    public void Add(Work work)
    {
        lock (_gate)
        {
            if (_stopped)
                return;
            if (_running == limit)
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

    /// <summary>Begins nothing more.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _waiting.Clear();
        }
    }

    /// <summary>Completes when nothing runs.</summary>
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

    // Unsafe: work does not belong to the request, or the other work, that happened to cause it.
    private void QueueStart() => ThreadPool.UnsafeQueueUserWorkItem(static lane => _ = lane.StartNextAsync(), this, preferLocal: false);

    /// <summary>One queues the next: what begins after a start of thousands goes on beside the rest of them, not behind it.</summary>
    private Task StartNextAsync()
    {
        Work work;
        lock (_gate)
        {
            work = _starting.Dequeue();
            _isStarting = _starting.Count > 0;
            if (_isStarting)
                QueueStart();
        }

        return RunAsync(work);
    }

    private async Task RunAsync(Work first)
    {
        for (Work? work = first; work is not null; work = Next())
        {
            try
            {
                await work.RunAsync();
            }
            catch (Exception failure)
            {
                // Its place in the lane is still to be given on.
                log.WorkFailed(failure.Printable());
            }
        }
    }

    private Work? Next()
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
