using Functron.Benchmarks.Measuring;
using Functron.Hosting.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Benchmarks.Durable;

/// <summary>A durable engine on a directory, with its callers in this process.</summary>
internal sealed class RunningEngine : IAsyncDisposable
{
    private const int CallersThatLeaveWaiting = 64;

    private readonly DurableEngine _engine;

    private RunningEngine(string directory) => _engine = new DurableEngine(
        new DurableEngineOptions { DataDirectory = directory, StopGrace = TimeSpan.FromSeconds(2) },
        new Shapes(), TimeProvider.System, NullLoggerFactory.Instance);

    public static async Task<RunningEngine> StartAsync(string directory, CancellationToken cancel)
    {
        var running = new RunningEngine(directory);
        await running._engine.StartAsync(cancel);
        return running;
    }

    /// <summary>So many callers start instances of a shape, each when its last one has ended, until the time is up.</summary>
    /// <exception cref="BenchFailedException">An instance failed, or did not end in time.</exception>
    public Task<Pace> RunForAsync(TimeSpan duration, string shape, int atOnce, CancellationToken cancel) =>
        Callers.RunForAsync(duration, atOnce, (_, stop) => RunOneAsync(shape, stop), cancel);

    /// <summary>The same for a number of instances.</summary>
    /// <exception cref="BenchFailedException">An instance failed, or did not end in time.</exception>
    public Task<Pace> RunManyAsync(int count, string shape, int atOnce, CancellationToken cancel) =>
        Callers.RunManyAsync(count, atOnce, (_, stop) => RunOneAsync(shape, stop), cancel);

    /// <summary>Leaves so many instances that wait for an event.</summary>
    /// <exception cref="BenchFailedException">They did not start in time.</exception>
    public Task LeaveWaitingAsync(int count, CancellationToken cancel) =>
        Callers.RunManyAsync(count, CallersThatLeaveWaiting, async (number, stop) =>
        {
            var client = _engine.Client;
            await client.ScheduleNewOrchestrationInstanceAsync(Shapes.Wait, new StartOrchestrationOptions(WaitingId(number)), stop);
            await client.WaitForInstanceStartAsync(WaitingId(number), stop);
        }, cancel);

    /// <summary>Sends the event to one of them, and waits for its end.</summary>
    public async Task AnswerWaitingAsync(CancellationToken cancel)
    {
        await _engine.Client.RaiseEventAsync(WaitingId(1), Shapes.Event, "on", cancel);
        await _engine.Client.WaitForInstanceCompletionAsync(WaitingId(1), cancel);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static string WaitingId(int number) => $"waiting-{number}";

    private async Task RunOneAsync(string shape, CancellationToken stop)
    {
        var id = await _engine.Client.ScheduleNewOrchestrationInstanceAsync(shape, stop);
        var ended = await _engine.Client.WaitForInstanceCompletionAsync(id, stop);
        if (ended.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
            throw new BenchFailedException($"an instance ({shape}) ended as {ended.RuntimeStatus}: {ended.FailureDetails?.ErrorMessage}");
    }
}
