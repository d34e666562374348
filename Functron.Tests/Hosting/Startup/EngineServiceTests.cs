using Functron.Hosting.Startup;
using Functron.Tests.Durable;

namespace Functron.Tests.Hosting.Startup;

public sealed class EngineServiceTests
{
    [Fact(Timeout = 120_000)]
    public async Task Activities_have_their_grace_also_when_the_hosts_own_time_to_stop_is_used_up()
    {
        await using var directory = new EngineDirectory();
        var working = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        var functions = new TestFunctions()
            .Activity("Finish", async call =>
            {
                calls++;
                working.TrySetResult();
                await Task.Delay(Timeout.Infinite, call.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
                await Task.Delay(50);
                return calls;
            })
            .Orchestrator("Finish", async context => await context.CallActivityAsync<int>("Finish"));
        var engine = await directory.StartAsync(functions);
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Finish");
        await working.Task;

        await new EngineService(engine).StopAsync(new CancellationToken(canceled: true));

        var next = await directory.StartAsync(functions);
        Assert.Equal(1, (await next.Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<int>());
    }
}
