using Docker.DotNet;
using Docker.DotNet.Models;
using Functron.Execution.Engine;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

/// <summary>
/// Counts container starts by instance from a subscription opened before the load: the engine itself keeps only 256 events.
/// </summary>
internal sealed class StartCounter : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly DockerClient _docker;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<string> _starts = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _following = Task.CompletedTask;

    private StartCounter(DockerClient docker) => _docker = docker;

    public static async Task<StartCounter> OpenAsync()
    {
        var counter = new StartCounter(EngineListing.NewClient());
        var since = (await counter._docker.System.GetSystemInfoAsync()).SystemTime;
        counter._following = counter._docker.System.MonitorEventsAsync(
            new ContainerEventsParameters
            {
                Since = new DateTimeOffset(DateTime.Parse(since, styles: System.Globalization.DateTimeStyles.AdjustToUniversal))
                    .ToUnixTimeSeconds().ToString(),
                Filters = new Dictionary<string, IDictionary<string, bool>>
                {
                    ["type"] = new Dictionary<string, bool> { ["container"] = true },
                    ["event"] = new Dictionary<string, bool> { ["start"] = true },
                },
            },
            new Sink(counter),
            counter._stop.Token);
        return counter;
    }

    public int Count(string instanceId)
    {
        lock (_gate)
            return _starts.Count(start => start == instanceId);
    }

    /// <summary>Waits until containers of the instance have been started that many times, at most a minute.</summary>
    public async Task UntilAsync(string instanceId, int count)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
                changed = _changed.Task;
            if (Count(instanceId) >= count)
                return;
            if (await Task.WhenAny(changed, _following).WaitAsync(Limit) == _following)
                Assert.Fail($"The engine's events ended: {_following.Status} {_following.Exception}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_following).WaitAsync(Limit);
        _docker.Dispose();
        _stop.Dispose();
    }

    private sealed class Sink(StartCounter counter) : IProgress<Message>
    {
        public void Report(Message value)
        {
            if (value.Actor?.Attributes is not { } attributes || !attributes.TryGetValue(Labels.Instance, out var instanceId))
                return;
            lock (counter._gate)
            {
                counter._starts.Add(instanceId);
                counter._changed.TrySetResult();
                counter._changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
