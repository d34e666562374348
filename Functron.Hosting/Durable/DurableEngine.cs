using Functron.Hosting.Durable.Client;
using Functron.Hosting.Durable.Dispatch;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;
using Functron.Hosting.Functions;

using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable;

/// <summary>Runs orchestrations durably: what has happened is on disk before anything follows from it. Started and stopped once.</summary>
public sealed class DurableEngine : IHostedService, IAsyncDisposable
{
    private readonly DurableEngineOptions _options;
    private readonly IInstanceStore _store;
    private readonly Dispatcher _dispatcher;
    private readonly EmbeddedDurableTaskClient _client;
    private readonly Retention _retention;
    private readonly Lock _gate = new();
    private Task _purging = Task.CompletedTask;
    private State _state;
    private Task? _stop;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public DurableEngine(DurableEngineOptions options, IDurableFunctions functions, TimeProvider clock, ILoggerFactory loggers)
        : this(options, functions, clock, loggers, new SqliteInstanceStore(options.DataDirectory))
    {
    }

    internal DurableEngine(
        DurableEngineOptions options,
        IDurableFunctions functions,
        TimeProvider clock,
        ILoggerFactory loggers,
        IInstanceStore store)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentActivities, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentOrchestrators, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StopGrace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RetainFor, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RetainAtMost, 0);
        _options = options;
        _store = store;
        _dispatcher = new Dispatcher(store, functions, options, clock, loggers);
        _retention = new Retention(store, options, clock, _dispatcher.Log);
        _client = new EmbeddedDurableTaskClient(options.HubName, Running);
    }

    private enum State
    {
        New,
        Running,
        Stopped,
    }

    /// <summary>Usable between start and stop; every call outside throws <see cref="EngineStoppedException"/>.</summary>
    public DurableTaskClient Client => _client;

    internal Dispatcher Dispatcher => _dispatcher;

    /// <summary>Takes the data directory and goes on with whatever had not ended.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process has the data directory.</exception>
    /// <exception cref="IOException">The data directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The data directory cannot be written.</exception>
    /// <exception cref="InvalidDataException">A later release has written the data.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_state != State.New)
                throw new InvalidOperationException("The durable engine is started once.");
        }

        var work = await _store.OpenAsync();
        _dispatcher.Numbers.ContinueAfter(work.LastKey, work.Messages.Count > 0 ? work.Messages[^1].Sequence : 0);
        lock (_gate)
            _state = State.Running;

        var messages = work.Messages.ToLookup(message => message.Key);
        var activities = work.Activities.ToLookup(activity => activity.Key);
        var timers = work.Timers.ToLookup(timer => timer.Key);
        foreach (var instance in work.Instances)
            _dispatcher.Resume(instance, messages[instance.Key], activities[instance.Key], timers[instance.Key]);

        var open = work.Instances.Select(instance => instance.Key).ToHashSet();
        foreach (var activity in work.Activities.Where(activity => !open.Contains(activity.Key)))
            _dispatcher.Resume(activity);
        _purging = _retention.RunAsync(_dispatcher.StopRequested);
        _dispatcher.Log.EngineStarted(_options.DataDirectory, work.Instances.Count);
    }

    /// <summary>Stops within <see cref="DurableEngineOptions.StopGrace"/>; activities that it interrupts run again at the next start.</summary>
    /// <param name="cancellationToken">Ends the grace period.</param>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var wasRunning = _state == State.Running;
            _state = State.Stopped;
            return _stop ??= wasRunning ? StopOnceAsync(cancellationToken) : Task.CompletedTask;
        }
    }

    /// <summary>Null for an unknown id.</summary>
    public async Task<InstanceHistory?> GetHistoryAsync(string instanceId, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Running();
        return await _store.FindWithHistoryAsync(instanceId) is (_, var history)
            ? new InstanceHistory(instanceId, HistoryView.Of(history))
            : null;
    }

    /// <summary>A page of instances with all of their texts; what follows it has the token.</summary>
    /// <exception cref="ArgumentException">The query's token is not one that a page had.</exception>
    /// <exception cref="IOException">The store could not be read.</exception>
    internal async Task<(string? ContinuationToken, IAsyncEnumerable<OrchestrationMetadata> Instances)> ListAsync(OrchestrationQuery query)
    {
        var listing = await InstanceListing.OfAsync(() => Running().Store, query);
        return (listing.ContinuationToken, listing.Instances.Select(instance => EmbeddedDurableTaskClient.Metadata(instance, texts: true)));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _dispatcher.Dispose();
    }

    /// <summary>Ends like the process would, without a word to anybody; for the tests of what a start finds then.</summary>
    internal async Task AbandonAsync()
    {
        lock (_gate)
        {
            _state = State.Stopped;
            _stop = Task.CompletedTask;
        }

        _store.Abandon();
        _dispatcher.Halt();
        await _store.DisposeAsync();
    }

    private async Task StopOnceAsync(CancellationToken hurry)
    {
        await _dispatcher.StopAsync(_options.StopGrace, hurry);
        await _purging;
        await _store.DisposeAsync();
        _dispatcher.Log.EngineStopped();
    }

    private Dispatcher Running()
    {
        lock (_gate)
            return _state == State.Running ? _dispatcher : throw new EngineStoppedException();
    }
}
