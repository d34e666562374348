using Microsoft.DurableTask;

namespace Functron.Tests.Durable.Dispatch;

public sealed class ActivityWorkerTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();
    private readonly ManualClock _clock = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Theory(Timeout = 120_000)]
    [InlineData("Works", "TaskCompleted")]
    [InlineData("Fails", "TaskFailed")]
    public async Task The_time_of_an_end_is_that_of_the_end(string name, string end)
    {
        var functions = new TestFunctions()
            .Activity("Works", async _ =>
            {
                await Task.Yield();
                _clock.Advance(TimeSpan.FromMinutes(3));
                return null;
            })
            .Activity("Fails", async _ =>
            {
                await Task.Yield();
                _clock.Advance(TimeSpan.FromMinutes(3));
                throw new InvalidOperationException("broken");
            })
            .Orchestrator("Calls", async context => await context.CallActivityAsync<object?>(context.GetInput<string>()!));
        var engine = await _directory.StartAsync(functions, clock: _clock);
        var begun = _clock.GetUtcNow().UtcDateTime;
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Calls", name, new StartOrchestrationOptions("one"));
        await engine.Client.WaitForInstanceCompletionAsync("one");

        var history = (await engine.GetHistoryAsync("one"))!.Events;
        Assert.Equal(begun.AddMinutes(3), Assert.Single(history, happened => happened.EventType == end).Timestamp);
    }
}
