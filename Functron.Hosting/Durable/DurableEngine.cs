using Functron.Hosting.Durable.Client;
using Functron.Hosting.Durable.Dispatch;
using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.Dispatch.Requests;
using Functron.Hosting.Durable.Dispatch.Timers;
using Functron.Hosting.Durable.Dispatch.Upkeep;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;
using Functron.Hosting.Functions;

using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable;

/// <summary>
/// Runs orchestrations durably: what has happened is on disk before anything follows from it. An engine is started once and stopped once.
/// </summary>
public sealed class DurableEngine : IHostedService, IAsyncDisposable
{
    private readonly DurableEngineOptions _options;
    private readonly IInstanceStore _store;
    private readonly ILogger _log;
    private readonly TaskHub _hub;
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
        _log = loggers.CreateLogger("Functron.Hosting.Durable");
        _hub = new TaskHub(store, functions, options, clock, loggers, _log);
        _retention = new Retention(store, options, clock, _log);
        _client = new EmbeddedDurableTaskClient(options.HubName, Running);
    }

    private enum State
    {
        New,
        Running,
        Stopped,
    }

    /// <summary>Can be used between start and stop. Every call outside of that throws an <see cref="EngineStoppedException"/>.</summary>
    public DurableTaskClient Client => _client;

    internal LiveInstances Live => _hub.Live;

    internal TimerQueue Timers => _hub.Timers;

    /// <summary>Takes the data directory and goes on with all instances that have not ended.</summary>
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

        // All instances are there before the first of them goes on: it may have a message for any other.
        _hub.TakeUp(work);
        lock (_gate)
            _state = State.Running;
        _hub.StartWorkers();
        _purging = _retention.RunAsync(_hub.StopRequested);
        _log.EngineStarted(_options.DataDirectory, work.Instances.Count);
    }

    /// <summary>
    /// Stops within <see cref="DurableEngineOptions.StopGrace"/>. Activities that the stop interrupts run again at the next start.
    /// </summary>
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

    /// <summary>The history of an instance; null for an unknown id.</summary>
    internal async Task<InstanceHistory?> GetHistoryAsync(string instanceId, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return await Running().Queries.FindWithHistoryAsync(instanceId) is (_, var history)
            ? new InstanceHistory(instanceId, HistoryView.Of(history))
            : null;
    }

    /// <summary>A page of instances with all of their texts, and the token of the page that follows it (null for none).</summary>
    /// <exception cref="ArgumentException">The query's token is not the token of a page.</exception>
    /// <exception cref="IOException">The store could not be read.</exception>
    internal async Task<(string? ContinuationToken, IAsyncEnumerable<OrchestrationMetadata> Instances)> ListAsync(OrchestrationQuery query)
    {
        var listing = await InstanceListing.OfAsync(() => Running().Queries, query);
        return (listing.ContinuationToken, listing.Instances.Select(instance => InstanceMetadata.Of(instance, texts: true)));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _hub.Dispose();
    }

    /// <summary>Ends at once, as if the process had ended; for the tests of what the next start finds.</summary>
    internal async Task AbandonAsync()
    {
        lock (_gate)
        {
            _state = State.Stopped;
            _stop = Task.CompletedTask;
        }

        _store.Abandon();
        _hub.Halt();
        await _store.DisposeAsync();
    }

    private async Task StopOnceAsync(CancellationToken hurry)
    {
        await _hub.StopAsync(_options.StopGrace, hurry);
        await _purging;
        await _store.DisposeAsync();
        _log.EngineStopped();
    }

    private HubRequests Running()
    {
        lock (_gate)
            return _state == State.Running ? _hub.Requests : throw new EngineStoppedException();
    }
}
