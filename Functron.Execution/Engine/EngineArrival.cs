namespace Functron.Execution.Engine;

/// <summary>
/// After a start, perhaps of the whole machine, the engine may come up later than Functron. Invocations that were accepted before the start
/// wait for it. New ones do not, because somebody waits for their answers. However many wait, the engine is asked once for all of them.
/// </summary>
/// <param name="started">A moment after this process started and before it accepts anything.</param>
/// <param name="first">What is to be done with the engine before those that wait go on. If it fails, they go on all the same.</param>
internal sealed class EngineArrival(IContainerEngine engine, DateTimeOffset started, TimeProvider time, Func<Task>? first = null)
{
    /// <summary>More than a machine needs to start its engine. Counted from this process's start, for all together.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private const int AtATime = 64;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _asked;
    private bool _arrived;

    /// <summary>Whether an invocation was accepted since this process started. Then no earlier process can have begun it.</summary>
    public bool IsNew(DateTimeOffset accepted) => accepted >= started;

    /// <summary>Returns when the engine answers, or when waiting makes no more sense: the next call to the engine then fails.</summary>
    /// <param name="accepted">When the invocation that waits was accepted.</param>
    public Task WaitAsync(DateTimeOffset accepted, CancellationToken cancellationToken)
    {
        if (IsNew(accepted))
            return Task.CompletedTask;
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_arrived)
                return Task.CompletedTask;
            _waiting.Enqueue(turn);
            if (!_asked)
                _ = ArriveAsync();
            _asked = true;
        }

        return turn.Task.WaitAsync(cancellationToken);
    }

    private async Task ArriveAsync()
    {
        while (time.GetUtcNow() - started < Limit && !await AnswersAsync())
            await Task.Delay(Poll, time);
        if (first is not null)
            await first().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // They go on in their order, some at a time. So the first functions start while thousands still look for what is left of their
        // runs, and those that look together ask the engine together.
        while (Next() is { Count: > 0 } turns)
        {
            foreach (var turn in turns)
                turn.SetResult();
            await Task.Delay(Pace, time);
        }
    }

    private List<TaskCompletionSource> Next()
    {
        var next = new List<TaskCompletionSource>(AtATime);
        lock (_gate)
        {
            while (next.Count < AtATime && _waiting.TryDequeue(out var turn))
                next.Add(turn);
            _arrived = next.Count == 0;
        }

        return next;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await engine.VersionAsync(CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            // Whoever makes the next call sees any other failure.
            return e is not EngineUnreachableException;
        }
    }
}
