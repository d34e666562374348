using Functron.Tests.FunctionsHost.App;

namespace Functron.Tests.FunctionsHost.Worker;

/// <summary>Keeps one worker running: starts it, and another when it dies.</summary>
internal sealed class Workers(PublishedApp app, WorkerServer server, ILogger logger)
{
    private const int MaxFailedStarts = 3;

    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource<Worker> _ready = NewReady();
    private Task _running = Task.CompletedTask;

    /// <summary>Ends, with the reason, when no worker could be started three times in a row.</summary>
    public Task Running => _running;

    public void Start() => _running = RunAsync();

    /// <summary>The worker that runs functions now; waits for one that is being started.</summary>
    /// <exception cref="HostException">None can be started.</exception>
    public Task<Worker> ReadyAsync(CancellationToken cancellation) => Volatile.Read(ref _ready).Task.WaitAsync(cancellation);

    /// <summary>Stops the worker, in at most 10 s.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_stopping.IsCancellationRequested)
        {
            using var worker = Worker.Start(app, server, logger);
            try
            {
                await worker.InitialiseAsync().WaitAsync(_stopping.Token);
                failures = 0;
                _ready.SetResult(worker);
                var failure = await worker.Ended.WaitAsync(_stopping.Token);
                Volatile.Write(ref _ready, NewReady());
                Log.WorkerDied(logger, failure.Message);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                await worker.StopAsync();
            }
            catch (Exception e) when (e is WorkerProcessExitException or HostException)
            {
                if (!worker.Ended.IsCompleted)
                    worker.Kill();
                if (++failures == MaxFailedStarts)
                {
                    var reason = new HostException($"The worker could not be started {MaxFailedStarts} times in a row: {e.Message}");
                    _ready.SetException(reason);
                    throw reason;
                }

                Log.WorkerDied(logger, e.Message);
            }
        }
    }

    private static TaskCompletionSource<Worker> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
