using Functron.Hosting.Durable;
using Functron.Tests.Hosting.Http.Management;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.Hosting.Startup;

public sealed class DisposalTests
{
    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_orchestration_outlives_a_host_that_is_disposed_of_without_a_stop(bool stopped)
    {
        using var data = new TemporaryDirectory();
        var setup = new TestHostSetup
        {
            Functions = [typeof(Orchestrations)],
            DataDirectory = data.Path,
            Configure = services => services.AddSingleton<LateCaller>(),
        };
        await using (var first = await TestHost.StartAsync(setup))
        {
            await Calls.StartAsync(first, "Waits", "waiting");
            _ = first.Services.GetRequiredService<LateCaller>();
            if (stopped)
                await first.StopAsync();
        }

        await using var second = await TestHost.StartAsync(setup);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await Calls.Client(second).GetInstanceAsync("waiting"))!.RuntimeStatus);
        await Calls.Client(second).RaiseEventAsync("waiting", "go", "in time");
        Assert.Equal("in time", (await Calls.Client(second).WaitForInstanceCompletionAsync("waiting", true)).ReadOutputAs<string>());
    }

    /// <summary>
    /// Gives the orchestration a turn while the services are disposed of, if it can; made after the engine, it goes before it.
    /// </summary>
    private sealed class LateCaller(DurableTaskClient client) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await client.RaiseEventAsync("waiting", "go", "too late");
                await client.WaitForInstanceCompletionAsync("waiting");
            }
            catch (EngineStoppedException)
            {
                // As it should be.
            }
        }
    }
}
