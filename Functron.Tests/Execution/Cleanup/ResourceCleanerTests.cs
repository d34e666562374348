using System.Net;
using Docker.DotNet.Models;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Cleanup;

public sealed class ResourceCleanerTests : EngineTest
{
    [Fact(Timeout = 120_000)]
    public async Task Container_volumes_and_image_go_and_a_second_time_is_fine()
    {
        var bench = Start();
        using var client = EngineListing.NewClient();
        var before = (await client.Volumes.ListAsync()).Volumes?.Count ?? 0;
        var order = await bench.AcceptAsync("FROM busybox\nVOLUME /volume\nCMD touch /volume/x");
        await bench.RunAsync(order);
        Assert.Equal(before + 1, (await client.Volumes.ListAsync()).Volumes.Count);

        var first = await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None);
        Assert.Equal(("", ""), (first.Out, first.Err));
        Assert.True(first.Milliseconds > 0);
        Assert.Empty(await bench.ContainersAsync(order));
        Assert.Empty(await bench.ImagesAsync(order));
        Assert.Equal(before, (await client.Volumes.ListAsync()).Volumes?.Count ?? 0);
        Assert.Equal("", (await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None)).Err);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_running_container_goes_too()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { CrashAfterStart = true });
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"sleep\", \"100\"]");
        var image = await bench.BuildAsync(order);
        await Assert.ThrowsAsync<FaultyEngine.CrashException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        Assert.Equal("", (await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None)).Err);
        Assert.Empty(await bench.ContainersAsync(order));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_failure_is_reported_and_the_rest_is_cleaned_up()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e)
        {
            RemoveImage = () => new EngineRefusedException(HttpStatusCode.InternalServerError, "the image will not go"),
        });
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        await bench.RunAsync(order);
        var outcome = await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None);
        Assert.Contains("the image will not go", outcome.Err, StringComparison.Ordinal);
        Assert.Empty(await bench.ContainersAsync(order));
        engine!.RemoveImage = null;
        Assert.Equal("", (await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None)).Err);
        Assert.Empty(await bench.ImagesAsync(order));
    }

    [Fact(Timeout = 120_000)]
    public async Task Nothing_is_listed_whether_the_image_was_built_or_known()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e));
        var dockerfile = $"FROM busybox\nCMD [\"echo\", \"{Guid.NewGuid():N}\"]";
        var built = await bench.AcceptAsync(dockerfile);
        var known = await bench.AcceptAsync(dockerfile);
        foreach (var order in new[] { built, known })
        {
            await bench.RunAsync(order);
            var before = engine!.Listings;
            Assert.Equal("", (await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None)).Err);
            Assert.Equal(before, engine.Listings);
            Assert.Empty(await bench.ContainersAsync(order));
            Assert.Empty(await bench.ImagesAsync(order));
        }

        Assert.Equal(1, engine!.Builds);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_containers_of_all_attempts_go()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { CrashBeforeStart = true });
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        var image = await bench.BuildAsync(order);
        foreach (var attempt in new[] { 1, 2, 3 })
        {
            if (attempt > 1)
                await bench.Get<RunMarks>().BeginAttemptAsync(order, attempt, CancellationToken.None);
            await Assert.ThrowsAsync<FaultyEngine.CrashException>(() => bench.Runner.RunAsync(order, image, CancellationToken.None));
        }

        Assert.Equal(3, (await bench.ContainersAsync(order)).Count);
        Assert.Equal("", (await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None)).Err);
        Assert.Empty(await bench.ContainersAsync(order));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_container_of_the_same_name_that_is_not_the_runs_stays()
    {
        var bench = Start();
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        using var client = EngineListing.NewClient();
        var foreign = await client.Containers.CreateContainerAsync(
            new CreateContainerParameters { Name = order.ResourceName(), Image = "busybox", Cmd = ["true"] });
        try
        {
            Assert.Equal("", (await bench.Get<ResourceCleaner>().CleanUpAsync(order, CancellationToken.None)).Err);
            Assert.NotNull(await bench.Engine.InspectAsync(foreign.ID, CancellationToken.None));
        }
        finally
        {
            await client.Containers.RemoveContainerAsync(foreign.ID, new ContainerRemoveParameters());
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task An_image_that_is_built_again_comes_from_the_cache()
    {
        var bench = Start();
        var dockerfile = $"FROM busybox\nRUN echo {Guid.NewGuid():N}\nCMD [\"true\"]";
        var first = await bench.AcceptAsync(dockerfile);
        await bench.BuildAsync(first);
        await bench.Get<ResourceCleaner>().CleanUpAsync(first, CancellationToken.None);

        // By a process that does not know the Dockerfile.
        var next = Start(like: bench);
        Assert.Contains("Using cache", await next.TextAsync((await next.RunAsync(dockerfile)).BuildLog), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_sweep_takes_what_belongs_to_ended_instances_and_nothing_else()
    {
        var bench = Start();
        var ended = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        var other = Start();
        var others = await other.AcceptAsync("FROM busybox\nCMD [\"true\"]");

        // Of the same installation, but not in the process that sweeps: what runs in that one it does not ask about.
        var elsewhere = Start(like: bench);
        var going = await elsewhere.AcceptAsync("FROM busybox\nCMD [\"sleep\", \"100\"]");
        await bench.RunAsync(ended);
        await other.RunAsync(others);
        var running = elsewhere.RunAsync(going);
        await elsewhere.UntilAsync(going, ContainerPhase.Running);

        var asked = new List<string>();
        var outcome = await bench.Get<Sweeper>().SweepAsync(
            (instance, _) =>
            {
                asked.Add(instance);
                return Task.FromResult(instance == ended.InstanceId);
            },
            CancellationToken.None);

        Assert.Equal((1, 1, 0), (outcome.Containers, outcome.Images, outcome.Failures.Count));
        Assert.Equal(new[] { ended.InstanceId, going.InstanceId }.Order(), asked.Order());
        Assert.Empty(await bench.ContainersAsync(ended));
        Assert.Single(await bench.ContainersAsync(going));
        Assert.Single(await other.ContainersAsync(others));
        Assert.Single(await other.ImagesAsync(others));
        await elsewhere.Get<RunStopper>().CancelAsync(going, CancellationToken.None);
        await running;
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_not_ours_is_never_swept()
    {
        var bench = Start();
        using var client = EngineListing.NewClient();
        var plain = await client.Containers.CreateContainerAsync(new CreateContainerParameters { Image = "busybox", Cmd = ["true"] });
        try
        {
            await bench.Get<Sweeper>().SweepAsync((_, _) => Task.FromResult(true), CancellationToken.None);
            Assert.NotNull(await bench.Engine.InspectAsync(plain.ID, CancellationToken.None));
        }
        finally
        {
            await client.Containers.RemoveContainerAsync(plain.ID, new ContainerRemoveParameters());
        }
    }
}
