using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Durable.Storage;
using Functron.Hosting.Functions;

using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>
/// Owns what has not ended: brings messages to instances, instances to turns, and what turns decided to lanes and timers. What it holds
/// mirrors the store, which is always changed first; so nothing is ever polled for.
/// </summary>
internal sealed class Dispatcher : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly InstanceTimers _timers;
    private readonly Executions _executions;
    private readonly Shutdown _shutdown;

    public Dispatcher(IInstanceStore store, IDurableFunctions functions, DurableEngineOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        Store = store;
        Functions = functions;
        ClearsStatusOfTerminated = options.ClearsStatusOfTerminated;
        Loggers = loggers;
        Log = loggers.CreateLogger("Functron.Hosting.Durable");
        _clock = clock;
        Lanes = new Lanes(options.MaxConcurrentOrchestrators, options.MaxConcurrentActivities, Log);
        Timers = new TimerQueue(clock, Fire);
        _timers = new InstanceTimers(Timers);
        _executions = new Executions(this, _timers);
        _shutdown = new Shutdown(Lanes, Timers, clock, Log);
        Persistence = new Persistence(clock, Log, _shutdown.Over);
    }

    public IInstanceStore Store { get; }

    public IDurableFunctions Functions { get; }

    public bool ClearsStatusOfTerminated { get; }

    public ILoggerFactory Loggers { get; }

    public ILogger Log { get; }

    public Persistence Persistence { get; }

    public LiveInstances Live { get; } = new();

    public Numbers Numbers { get; } = new();

    public Lanes Lanes { get; }

    public TimerQueue Timers { get; }

    /// <summary>Cancelled when the host begins to stop.</summary>
    public CancellationToken StopRequested => _shutdown.Requested;

    public DateTime Now => _clock.GetUtcNow().UtcDateTime;

    /// <summary>Begins a stored instance, now or at its time.</summary>
    public void Begin(LiveInstance instance, DateTime? startAt)
    {
        lock (_gate)
        {
            if (startAt is { } time && time > Now)
                _timers.SetStart(instance, time);
            else
                _executions.Begin(instance);
        }

        instance.Stored.TrySetResult(true);
    }

    /// <summary>Hands a message over; an instance that has ended takes none.</summary>
    public void Post(LiveInstance instance, Message message)
    {
        lock (_gate)
        {
            while (instance.Next is { } next && message.Event is EventRaised or ExecutionSuspended or ExecutionResumed or ExecutionTerminated)
                instance = next;
            if (instance.Ended)
                return;
            instance.Inbox.Add(message);

            // What comes before the start waits for it; only the end does not.
            if (message.Event is ExecutionTerminated)
                _executions.Begin(instance);
            else if (instance.Start is null)
                _executions.ScheduleTurn(instance);
        }
    }

    public void Fail(LiveInstance instance, Exception fault)
    {
        lock (_gate)
        {
            if (instance.Ended)
                return;
            instance.Fault ??= fault;
            _executions.ScheduleTurn(instance);
        }
    }

    public (IReadOnlyList<Message> Messages, Exception? Fault) Take(LiveInstance instance)
    {
        lock (_gate)
        {
            var taken = instance.Inbox;
            instance.Inbox = [];
            return (taken, instance.Fault);
        }
    }

    /// <summary>Takes back what a turn took that could not even end the instance: its next message makes the next attempt.</summary>
    public void GiveBack(LiveInstance instance, IReadOnlyList<Message> messages, Exception failure)
    {
        lock (_gate)
        {
            instance.Inbox.InsertRange(0, messages);
            instance.History = null;
            instance.TurnScheduled = false;
            instance.RefuseWaiters(StoreFailure.Told(failure, $"the instance '{instance.Id}'"));
        }
    }

    /// <summary>Acts on a turn that is stored.</summary>
    public void Apply(LiveInstance instance, List<HistoryEvent> past, TurnOutcome outcome, TurnCommit stored, IReadOnlyList<LiveInstance> children)
    {
        lock (_gate)
        {
            instance.Turns++;
            foreach (var timerId in stored.GoneTimers)
                _timers.Drop(instance, timerId);
            foreach (var timer in outcome.Timers)
                _timers.Set(instance, timer.EventId, timer.FireAt);
            foreach (var activity in outcome.Activities)
                _executions.Schedule(instance, activity.EventId, activity.Name, activity.Input);

            if (stored.Next is { } next)
            {
                _executions.Continue(instance, next);
            }
            else if (outcome.Ended)
            {
                _executions.End(instance, outcome.Status);
            }
            else
            {
                past.AddRange(outcome.NewEvents);
                _executions.GoOn(instance, past);
            }
        }

        foreach (var child in children)
            Begin(child, null);
        foreach (var sent in stored.Sent)
        {
            if (Live.Find(sent.InstanceId, sent.Key) is { } target)
                Post(target, new Message(sent.Event, sent.Sequence));
        }

        instance.Begun.TrySetResult();
        if (outcome.Ended && stored.Next is null)
            instance.End.TrySetResult();
    }

    /// <returns>False when the instance ended before its activity.</returns>
    public bool PostEnding(LiveInstance instance, ActivityWork work, HistoryEvent ending)
    {
        lock (_gate)
        {
            instance.Activities.Remove(work.TaskId);
            Post(instance, new Message(ending));
            return !instance.Ended;
        }
    }

    /// <summary>Takes up an instance as the store had it.</summary>
    /// <param name="place">What holds its id; null when it is to be taken.</param>
    public void Resume(
        OpenInstance stored,
        IEnumerable<OpenMessage> messages,
        IEnumerable<OpenActivity> activities,
        IEnumerable<OpenTimer> timers,
        LiveInstance? place = null)
    {
        lock (_gate)
            _executions.TakeUp(stored, messages, activities, timers, place);
    }

    /// <summary>Takes up an activity that outlived its instance.</summary>
    public void Resume(OpenActivity activity)
    {
        var ended = new LiveInstance(string.Empty, activity.Key, string.Empty) { Ended = true };
        Lanes.Activity(activity.Name).Add(new ActivityWork(this, ended, activity.TaskId, activity.Name, activity.Input));
    }

    /// <inheritdoc cref="Shutdown.RunAsync"/>
    public async Task StopAsync(TimeSpan grace, CancellationToken hurry)
    {
        await _shutdown.RunAsync(grace, hurry);
        Live.RefuseWaiters(new EngineStoppedException());
    }

    /// <summary>Begins nothing more and lets nobody wait for it.</summary>
    public void Halt()
    {
        _shutdown.Halt();
        Live.RefuseWaiters(new EngineStoppedException());
    }

    public void Dispose() => Timers.Dispose();

    private void Fire(TimerEntry entry)
    {
        lock (_gate)
        {
            if (entry.TimerId is not { } timerId)
                _executions.Begin(entry.Instance);
            else if (entry.Instance.Timers.Remove(timerId))
                Post(entry.Instance, new Message(new TimerFired(Now, timerId)));
        }
    }
}
