using Functron.Hosting.Durable.Dispatch.Activities;
using Functron.Hosting.Durable.Dispatch.Lanes;
using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.Dispatch.Requests;
using Functron.Hosting.Durable.Dispatch.Timers;
using Functron.Hosting.Durable.Dispatch.Turns;
using Functron.Hosting.Durable.Storage;
using Functron.Hosting.Functions;

using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>
/// Puts the parts of the engine together. The workers know the live instances and the store. The live instances know the queues. Nothing
/// points the other way, and no part gets the hub itself.
/// </summary>
internal sealed class TaskHub : IDisposable
{
    private readonly Lane<LiveExecution> _turns;
    private readonly ActivityLanes _activities;
    private readonly Shutdown _shutdown;
    private readonly Numbers _numbers = new();
    private readonly TurnWorker _turnWorker;
    private readonly ActivityWorker _activityWorker;

    public TaskHub(
        IInstanceStore store,
        IDurableFunctions functions,
        DurableEngineOptions options,
        TimeProvider clock,
        ILoggerFactory loggers,
        ILogger log)
    {
        _turns = new Lane<LiveExecution>(options.MaxConcurrentOrchestrators, log);
        _activities = new ActivityLanes(options.MaxConcurrentActivities, log);
        Timers = new TimerQueue(clock);
        Live = new LiveInstances(_turns, _activities, Timers, clock);
        _shutdown = new Shutdown(_turns, _activities, Timers, clock, log);

        var retries = new StoreRetries(clock, log, _shutdown.Over);
        var records = new TurnRecords(_numbers, options.ClearsStatusOfTerminated);
        var children = new ChildStarts(Live, functions, _numbers, clock);
        var rows = new ActivityRows(store, retries, log);
        var storage = new TurnStorage(Live, store, retries, records, children, rows);
        _turnWorker = new TurnWorker(Live, new TurnRuns(functions, clock, loggers), storage, log);
        _activityWorker = new ActivityWorker(Live, rows, functions, clock, log, _shutdown.Requested);
        Requests = new HubRequests(
            new InstanceStarts(Live, store, functions, _numbers, clock),
            new InstanceMessages(Live, store, _numbers, clock),
            new InstanceWaits(Live),
            new InstanceQueries(store),
            new InstancePurges(store, _shutdown.Requested),
            new Rewinding(Live, store, functions, _numbers, clock, loggers));
    }

    public HubRequests Requests { get; }

    public LiveInstances Live { get; }

    public TimerQueue Timers { get; }

    /// <summary>Cancelled when the stop is asked for.</summary>
    public CancellationToken StopRequested => _shutdown.Requested;

    /// <summary>Goes on with what a store held. Nothing of it begins before <see cref="StartWorkers"/>.</summary>
    public void TakeUp(StoredWork work)
    {
        // Messages kept over a ContinueAsNew have negative numbers. The number 0 is not for messages that are stored.
        _numbers.ContinueAfter(work.LastKey, Math.Max(0, work.Messages.Count > 0 ? work.Messages[^1].Sequence : 0));
        foreach (var execution in work.Executions())
            Live.TakeUp(execution);
        foreach (var activity in work.OutlivingActivities())
            _activities.Add(new ScheduledActivity(string.Empty, activity.Key, activity.TaskId, activity.Name, activity.Input));
    }

    public void StartWorkers()
    {
        _turns.Start(_turnWorker.RunAsync);
        _activities.Start(_activityWorker.RunAsync);
        Timers.Start(Live.Fire);
    }

    /// <inheritdoc cref="Shutdown.RunAsync"/>
    public async Task StopAsync(TimeSpan grace, CancellationToken hurry)
    {
        await _shutdown.RunAsync(grace, hurry);
        Live.RefuseWaiters(new EngineStoppedException());
    }

    /// <summary>Begins nothing more. Whoever waits gets an <see cref="EngineStoppedException"/>.</summary>
    public void Halt()
    {
        _shutdown.Halt();
        Live.RefuseWaiters(new EngineStoppedException());
    }

    public void Dispose() => Timers.Dispose();
}
