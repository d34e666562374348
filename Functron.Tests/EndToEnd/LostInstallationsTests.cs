using Docker.DotNet.Models;
using Functron.Execution;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.FunctionApp;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Instances;
using Functron.FunctionApp.Sweeping;
using Functron.Tests.Execution.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Execution.Cleanup;

/// <summary>
/// Over an engine whose listings show only what these tests made: on the whole of it, a sweep would take the containers of a
/// Functron that someone works with. Functron.Tests.Commands has an engine to itself for it.
/// </summary>
public sealed class LostInstallationsTests : EngineTest
{
    private readonly HashSet<string> _shown = [];

    [Fact(Timeout = 120_000)]
    public async Task All_of_another_installation_goes_and_nothing_else()
    {
        var (lost, order) = await LoseRunningAsync();
        var bench = await ShownAsync();
        var ours = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        await bench.RunAsync(ours);
        using var client = EngineListing.NewClient();
        var plain = await client.Containers.CreateContainerAsync(new CreateContainerParameters { Image = "busybox", Cmd = ["true"] });
        try
        {
            var outcome = await bench.Get<LostInstallations>().RemoveAsync(CancellationToken.None);

            Assert.Equal((1, 1, 0), (outcome.Containers, outcome.Images, outcome.Failures.Count));
            Assert.Empty(await lost.ContainersAsync(order));
            Assert.Empty(await lost.ImagesAsync(order));
            Assert.Single(await bench.ContainersAsync(ours));
            Assert.Single(await bench.ImagesAsync(ours));
            Assert.NotNull(await bench.Engine.InspectAsync(plain.ID, CancellationToken.None));
        }
        finally
        {
            await client.Containers.RemoveContainerAsync(plain.ID, new ContainerRemoveParameters());
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Only_a_new_installation_that_finds_something_of_others_warns()
    {
        var first = await ShownAsync();
        Assert.False(await first.Get<LostInstallations>().WarnIfNewAsync(CancellationToken.None));

        var (lost, order) = await LoseRunningAsync();
        var next = await ShownAsync();
        Assert.True(await next.Get<LostInstallations>().WarnIfNewAsync(CancellationToken.None));
        Assert.Single(await lost.ContainersAsync(order));

        var restarted = await ShownAsync(next);
        Assert.False(await restarted.Get<LostInstallations>().WarnIfNewAsync(CancellationToken.None));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_service_removes_them_when_told_to_also_when_the_engine_comes_late(bool late)
    {
        var (lost, order) = await LoseRunningAsync();
        var bench = await ShownAsync(setup: s =>
        {
            s.Options.SweepAll = true;
            s.Options.SweepSeconds = 1;
        });
        var engine = (FaultyEngine)bench.Engine;
        if (late)
            engine.ListContainers = () => new EngineUnreachableException("unix:///nowhere", "not yet");
        using var none = new ServiceCollection().BuildServiceProvider();
        using var service = new SweepService(
            bench.Get<Housekeeping>(),
            new InstanceDirectory(none),
            new InvocationQueue(new AdmissionOptions(), new InstanceDirectory(none), TimeProvider.System),
            new FunctronSettings(bench.Get<ExecutionOptions>(), 0, false),
            TimeProvider.System,
            NullLogger<SweepService>.Instance);

        await service.StartAsync(CancellationToken.None);
        Assert.Equal(late ? 1 : 0, (await lost.ContainersAsync(order)).Count);
        engine.ListContainers = null;
        while ((await lost.ImagesAsync(order)).Count > 0)
            await Task.Delay(50);

        Assert.Empty(await lost.ContainersAsync(order));
        await service.StopAsync(CancellationToken.None);
    }

    /// <summary>An installation that is no more, but whose function still runs.</summary>
    private async Task<(RealExecution Lost, RunOrder Order)> LoseRunningAsync()
    {
        var lost = await ShownAsync(setup: s =>
        {
            var inner = s.Engine;
            s.Engine = e => new FaultyEngine(inner(e)) { CrashAfterStart = true };
        });
        var order = await lost.AcceptAsync("FROM busybox\nCMD [\"sleep\", \"100\"]");
        var image = await lost.BuildAsync(order);
        await Assert.ThrowsAsync<FaultyEngine.CrashException>(() => lost.Runner.RunAsync(order, image, CancellationToken.None));
        return (lost, order);
    }

    private async Task<RealExecution> ShownAsync(RealExecution? like = null, Action<RealExecutionSetup>? setup = null)
    {
        var bench = Start(
            s =>
            {
                s.Engine = e => new FaultyEngine(e) { Shows = r => _shown.Contains(r.Labels.GetValueOrDefault(Labels.Installation, "")) };
                setup?.Invoke(s);
            },
            like);
        _shown.Add(await bench.Get<InstallationId>().GetAsync(CancellationToken.None));
        return bench;
    }
}
