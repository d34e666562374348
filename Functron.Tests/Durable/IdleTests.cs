namespace Functron.Tests.Durable;

public sealed class IdleTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task An_engine_whose_instances_wait_sets_no_wake_up()
    {
        var functions = new TestFunctions().Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("go"));
        var clock = new ManualClock();
        var engine = await _directory.StartAsync(functions, clock: clock);
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait")));
        await Task.WhenAll(ids.Select(id => engine.Client.WaitForInstanceStartAsync(id)));

        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, engine.Timers.WakeUps);
        await engine.Client.RaiseEventAsync(ids[7], "go", "on");
        Assert.Equal("on", (await engine.Client.WaitForInstanceCompletionAsync(ids[7], true)).ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_timer_of_sixty_days_fires_after_sixty_days()
    {
        var clock = new ManualClock();
        var engine = await _directory.StartAsync(
            new TestFunctions().Orchestrator("Sleep", async context =>
            {
                var begun = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromDays(60), CancellationToken.None);
                return (context.CurrentUtcDateTime - begun).TotalDays;
            }),
            clock: clock);
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Sleep");
        await engine.Client.WaitForInstanceStartAsync(id);

        clock.Advance(TimeSpan.FromDays(60) - TimeSpan.FromSeconds(1));
        Assert.True((await engine.Client.GetInstanceAsync(id))!.IsRunning);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(60, (await engine.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<double>());
    }
}
