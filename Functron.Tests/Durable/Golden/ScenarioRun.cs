using Functron.Hosting.Durable;

using Microsoft.DurableTask;

namespace Functron.Tests.Durable.Golden;

/// <summary>
/// One instance on a real engine, taken from turn to turn: each step waits until its turns are stored, so that every run of a scenario has
/// the same turns.
/// </summary>
/// <param name="restarts">Whether the process ends after each step and another one goes on.</param>
internal sealed class ScenarioRun(bool restarts) : IAsyncDisposable
{
    private const string Id = "golden";

    /// <summary>A step takes some milliseconds. A step that waits for what never comes fails after this time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly EngineDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private readonly HistoryRecorder _recorder = new();
    private DurableEngine? _engine;
    private ScriptedActivities _activities = new();
    private int _turns;

    private DurableEngine Engine => _engine!;

    public static async Task<GoldenHistory> PlayAsync(Scenario scenario, bool restarts = false)
    {
        await using var run = new ScenarioRun(restarts);
        await run.BeginProcessAsync();
        await scenario.PlayAsync(run);
        return Comparable.WithoutStackTraces(run._recorder.History());
    }

    /// <param name="turns">How many turns follow, those of children and of next executions included.</param>
    public Task StartAsync(string orchestrator, object? input = null, int turns = 1, IReadOnlyDictionary<string, string>? tags = null)
        => StepAsync(turns, () => Engine.Client.ScheduleNewOrchestrationInstanceAsync(
            orchestrator, input, new StartOrchestrationOptions(Id) { Tags = tags ?? new Dictionary<string, string>() }));

    public Task CompleteAsync(string activity, object? result, int turns = 1)
        => StepAsync(turns, async () => (await _activities.NextAsync(activity)).SetResult(result));

    public Task FailAsync(string activity, Exception failure, int turns = 1)
        => StepAsync(turns, async () => (await _activities.NextAsync(activity)).SetException(failure));

    public Task RaiseAsync(string name, object? payload = null, int turns = 1)
        => StepAsync(turns, () => Engine.Client.RaiseEventAsync(Id, name, payload));

    public Task FireTimerAsync(int turns = 1) => StepAsync(turns, () =>
    {
        _clock.Advance(_recorder.FirstTimer - _clock.GetUtcNow().UtcDateTime);
        return Task.CompletedTask;
    });

    public Task SuspendAsync() => StepAsync(1, () => Engine.Client.SuspendInstanceAsync(Id, "pause"));

    public Task ResumeAsync(int turns = 1) => StepAsync(turns, () => Engine.Client.ResumeInstanceAsync(Id, "go on"));

    public Task TerminateAsync() => StepAsync(1, () => Engine.Client.TerminateInstanceAsync(Id, (object)"enough"));

    /// <summary>Failed calls are made again. That needs no turn.</summary>
    public Task RewindAsync() => StepAsync(0, () => Engine.Client.RewindInstanceAsync(Id, "mended"));

    public ValueTask DisposeAsync() => _directory.DisposeAsync();

    private async Task BeginProcessAsync()
    {
        // The last process may still be about to begin an activity.
        _activities = new ScriptedActivities();
        _engine = await _directory.StartAsync(GoldenFunctions.With(_activities.CallAsync), _recorder.Wrap, _clock);
    }

    private async Task StepAsync(int turns, Func<Task> step)
    {
        _turns += turns;
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await step().WaitAsync(patience.Token);
            while (_recorder.Turns < _turns || !IsAtRest())
                await Task.Delay(1, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            Assert.Fail(
                $"{GoldenHistoryTests.Differs}\nWhat the next step waits for has not come. Until here the history is\n"
                + Comparable.Run(_recorder.History()));
        }

        Assert.Equal(_turns, _recorder.Turns);
        if (!restarts)
            return;
        await Engine.AbandonAsync();
        await BeginProcessAsync();
    }

    /// <summary>Whether all that is stored has been acted on, so that its timers are set.</summary>
    private bool IsAtRest() => _recorder.InstanceIds.All(id => Engine.Live.IsAtRest(id));
}
