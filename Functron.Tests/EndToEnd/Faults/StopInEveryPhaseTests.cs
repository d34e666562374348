using System.Diagnostics;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Functron.Tests.EndToEnd;
using Functron.Tests.Execution.Engine;
using Xunit.Abstractions;

namespace Functron.Tests.Faults;

/// <summary>Cancelling and terminating stop the work in whichever phase it is, within a second, and leave nothing.</summary>
[Collection("engine")]
[Trait("Engine", "Own")]
public sealed class StopInEveryPhaseTests(ITestOutputHelper output)
{
    // What a busy machine adds to one try, it does not add to each.
    private const int Tries = 3;

    // Each would go on for ten minutes.
    private const int Long = 600;

    private static readonly TimeSpan AllowedTime = TimeSpan.FromSeconds(1);

    [Theory(Timeout = 240_000)]
    [InlineData(StoppedPhase.WaitingForItsBuild, false)]
    [InlineData(StoppedPhase.WaitingForItsBuild, true)]
    [InlineData(StoppedPhase.Pulling, false)]
    [InlineData(StoppedPhase.Pulling, true)]
    [InlineData(StoppedPhase.Building, false)]
    [InlineData(StoppedPhase.Building, true)]
    [InlineData(StoppedPhase.WaitingForItsRun, false)]
    [InlineData(StoppedPhase.WaitingForItsRun, true)]
    [InlineData(StoppedPhase.Running, false)]
    [InlineData(StoppedPhase.Running, true)]
    public async Task The_work_stops_within_a_second(StoppedPhase phase, bool terminate)
    {
        var before = await EngineListing.TakeAsync();
        await using var registry = new SlowRegistry();
        await using var functron = await FunctronProcess.StartAsync(
            "Functron:MaxConcurrentRuns=1", "Functron:MaxConcurrentBuilds=1", "Functron:SweepSeconds=1");
        using var docker = EngineListing.NewClient();
        await using var starts = await StartCounter.OpenAsync();
        var best = TimeSpan.MaxValue;
        for (var number = 0; number < Tries; number++)
        {
            var blocking = await BlockAsync(functron, docker, phase);
            var id = await functron.Client.StartAsync(RequestOf(phase, registry));
            await UntilAsync(() => IsInPhaseAsync(phase, functron, docker, registry, starts, id), $"{phase} was not reached");

            var asked = Stopwatch.GetTimestamp();
            using var answer = terminate
                ? await functron.Client.PostAsync(functron.ManagementUri($"instances/{id}/terminate?reason=test"), null)
                : await functron.Client.DeleteAsync($"v1/invocations/{id}");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            await UntilAsync(async () => await HasStoppedAsync(phase, docker, registry)
                && await StatusAsync(functron, id) == (terminate ? "Terminated" : "Completed"), $"{phase} did not stop");
            var took = Stopwatch.GetElapsedTime(asked);
            output.WriteLine($"| {phase} | {(terminate ? "terminated" : "cancelled")} | {took.TotalMilliseconds:0} ms |");
            best = took < best ? took : best;

            if (blocking is not null)
                using (await functron.Client.DeleteAsync($"v1/invocations/{blocking}"))
                    await functron.Client.UntilEndedAsync(blocking);
            if (phase != StoppedPhase.Running)
                Assert.Equal(0, starts.Count(id));
        }

        Assert.True(best <= AllowedTime, $"the best of {Tries} took {best}\n{functron.Log}");
        await before.AssertIsBackAsync();
    }

    /// <summary>Takes the only slot of what the phase waits for.</summary>
    private static async Task<string?> BlockAsync(FunctronProcess functron, IDockerClient docker, StoppedPhase phase)
    {
        if (phase is not (StoppedPhase.WaitingForItsBuild or StoppedPhase.WaitingForItsRun))
            return null;
        var builds = phase == StoppedPhase.WaitingForItsBuild;
        var id = await functron.Client.StartAsync(builds ? Building() : Api.Request($"sleep {Long}", "blocking", Long));
        await UntilAsync(async () => builds ? await RunningAsync(docker, "RUN") : LauncherRecords.Status(functron.DataDirectory)
            .Contains("\nstarted ", StringComparison.Ordinal), "nothing blocks");
        return id;
    }

    private static Dictionary<string, object?> RequestOf(StoppedPhase phase, SlowRegistry registry)
    {
        if (phase == StoppedPhase.Building)
            return Building();
        var request = Api.Request($"sleep {Long}", "stopped", Long);
        if (phase == StoppedPhase.Pulling)
            request["DockerFile"] = $"FROM {registry.Image}\nCMD true\n";
        return request;
    }

    private static Dictionary<string, object?> Building()
    {
        var request = Api.Request("true", "builds", Long);
        request["DockerFile"] = $"{Api.Busybox}RUN echo {Guid.NewGuid()} && sleep {Long}\nCMD true\n";
        return request;
    }

    private static async Task<bool> IsInPhaseAsync(
        StoppedPhase phase, FunctronProcess functron, IDockerClient docker, SlowRegistry registry, StartCounter starts, string id) =>
            phase switch
            {
                StoppedPhase.Pulling => registry.Waiting > 0,
                StoppedPhase.Building => await RunningAsync(docker, "RUN"),
                StoppedPhase.Running =>
                    starts.Count(id) == 1
                        && LauncherRecords.Status(functron.DataDirectory).Contains("\nstarted ", StringComparison.Ordinal),
                StoppedPhase.WaitingForItsBuild => await PhaseAsync(functron, id) == "Building",
                _ => await PhaseAsync(functron, id) == "Running",
            };

    /// <summary>What has ended is that which works, whatever Functron says of it.</summary>
    private static async Task<bool> HasStoppedAsync(StoppedPhase phase, IDockerClient docker, SlowRegistry registry) => phase switch
    {
        StoppedPhase.Pulling => registry.Waiting == 0,
        StoppedPhase.Building or StoppedPhase.Running => !await RunningAsync(docker, phase == StoppedPhase.Building ? "RUN" : "CMD"),
        _ => true,
    };

    /// <summary>Whether a container runs: of a build's step, which has no label of ours, or of a function.</summary>
    private static async Task<bool> RunningAsync(IDockerClient docker, string instruction)
    {
        var running = await docker.Containers.ListContainersAsync(new ContainersListParameters());
        return running.Any(c => c.Labels.ContainsKey("functron.instance") == (instruction == "CMD"));
    }

    private static async Task<string?> PhaseAsync(FunctronProcess functron, string id) =>
        (await functron.Client.StatusAsync(id)).GetProperty("phase").GetString();

    private static async Task<string?> StatusAsync(FunctronProcess functron, string id) =>
        (await functron.Client.StatusAsync(id)).GetProperty("status").GetString();

    private static async Task UntilAsync(Func<Task<bool>> condition, string otherwise)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(45));
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                Assert.Fail(otherwise);
            await Task.Delay(10, CancellationToken.None);
        }
    }
}

/// <summary>Where an invocation is when it is stopped.</summary>
public enum StoppedPhase
{
    WaitingForItsBuild,
    Pulling,
    Building,
    WaitingForItsRun,
    Running,
}
