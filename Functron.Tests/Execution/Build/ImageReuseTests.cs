using Functron.Execution.Build;
using Functron.Execution.Engine;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Build;

/// <summary>What is there already is not pulled, built or waited for again.</summary>
public sealed class ImageReuseTests : EngineTest
{
    [Fact(Timeout = 120_000)]
    public async Task A_base_image_that_is_there_is_not_pulled_and_a_build_is_not_repeated()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e));
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        Assert.Equal(await bench.BuildAsync(order), await bench.BuildAsync(order));
        Assert.Equal((1, 0), (engine!.Builds, engine.Pulls));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_Dockerfile_that_was_built_is_not_built_again_as_long_as_its_image_is_there()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e));
        var dockerfile = $"FROM busybox\nCMD [\"echo\", \"{Guid.NewGuid():N}\"]";
        var first = await bench.RunAsync(dockerfile);
        var second = await bench.RunAsync(dockerfile);
        Assert.Equal(1, engine!.Builds);
        Assert.Equal(await bench.TextAsync(first.Stdout), await bench.TextAsync(second.Stdout));
        Assert.Contains(second.ImageId!, await bench.TextAsync(second.BuildLog), StringComparison.Ordinal);

        await RemoveAsync(bench, first.ImageId!, second.ImageId!);
        Assert.Equal(await bench.TextAsync(first.Stdout), await bench.TextAsync((await bench.RunAsync(dockerfile)).Stdout));
        Assert.Equal(2, engine.Builds);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("FROM functron-tests-base", 2)]
    [InlineData("FROM busybox AS tools\nFROM functron-tests-base", 2)]
    [InlineData("FROM busybox\nCOPY --from=functron-tests-base /which /which", 2)]
    [InlineData("ARG base=functron-tests-base\nFROM $base", 3)]
    public async Task Another_base_image_under_the_same_name_is_built_upon(string from, int builds)
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e));
        using var client = EngineListing.NewClient();
        try
        {
            var dockerfile = $"{from}\nCMD [\"cat\", \"/which\"]";
            await BaseAsync("one");
            Assert.Equal("one\n", await bench.TextAsync((await bench.RunAsync(dockerfile)).Stdout));
            Assert.Equal("one\n", await bench.TextAsync((await bench.RunAsync(dockerfile)).Stdout));
            var built = engine!.Builds;
            await BaseAsync("two");
            Assert.Equal("two\n", await bench.TextAsync((await bench.RunAsync(dockerfile)).Stdout));
            Assert.Equal(builds, engine.Builds);
            Assert.Equal(builds - 1, built);
        }
        finally
        {
            await bench.Get<DockerEngine>().RemoveImageAsync("functron-tests-base", CancellationToken.None);
        }

        Task BaseAsync(string which) => bench.Get<DockerEngine>().BuildAsync(
            new ImageBuild("functron-tests-base", BuildContext.Of($"FROM busybox\nRUN echo {which} > /which\n")),
            new Progress<BuilderMessage>(),
            CancellationToken.None);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_image_that_was_removed_while_its_run_waited_is_built_again()
    {
        var bench = Start();
        var order = await bench.AcceptAsync($"FROM busybox\nCMD [\"echo\", \"{Guid.NewGuid():N}\"]");
        var image = await bench.BuildAsync(order);
        await RemoveAsync(bench, order.ResourceName());
        Assert.Equal(0, (await bench.Runner.RunAsync(order, image, CancellationToken.None)).ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_same_Dockerfile_is_built_one_at_a_time()
    {
        var bench = Start();
        var dockerfile =
            $"FROM busybox\nRUN echo {Guid.NewGuid():N}; cat /proc/sys/kernel/random/uuid > /id; sleep 1\nCMD [\"cat\", \"/id\"]";
        var orders = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => bench.AcceptAsync(dockerfile)));
        await Task.WhenAll(orders.Select(bench.BuildAsync));

        // The second and third find the first one's layers: all three print the same id.
        var ids = new HashSet<string>();
        foreach (var order in orders)
            ids.Add(await bench.TextAsync((await bench.RunAsync(order)).Stdout));
        Assert.Single(ids);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_known_image_is_found_by_many_at_the_same_time()
    {
        const int Many = 12;
        FaultyEngine? engine = null;
        var bench = Start(s =>
        {
            s.Options.MaxConcurrentBuilds = 1;
            s.Engine = e => engine = new FaultyEngine(e);
        });
        var dockerfile = $"FROM busybox\nCMD [\"echo\", \"{Guid.NewGuid():N}\"]";
        await bench.BuildAsync(await bench.AcceptAsync(dockerfile));
        var orders = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => bench.AcceptAsync(dockerfile)));

        // Each looks for its image only when all of them do.
        var looking = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine!.Finding = () =>
        {
            if (Interlocked.Increment(ref looking) == Many)
                all.SetResult();
            return all.Task;
        };
        await Task.WhenAll(orders.Select(bench.BuildAsync));
        Assert.Equal(1, engine.Builds);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_waited_for_an_equal_Dockerfile_finds_its_image_without_building()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e));
        var dockerfile = $"FROM busybox\nRUN echo {Guid.NewGuid():N}; sleep 1\nCMD [\"true\"]";
        var orders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.AcceptAsync(dockerfile)));
        await Task.WhenAll(orders.Select(bench.BuildAsync));
        Assert.Equal(1, engine!.Builds);
    }

    private static async Task RemoveAsync(RealExecution bench, params string[] images)
    {
        // Only its own: others may use the same engine.
        var own = $"{Labels.Installation}={await bench.Get<InstallationId>().GetAsync(CancellationToken.None)}";
        foreach (var container in await bench.Engine.ListContainersAsync([own], CancellationToken.None))
            await bench.Engine.RemoveContainerAsync(container.Id, CancellationToken.None);
        foreach (var image in images)
            await bench.Engine.RemoveImageAsync(image, CancellationToken.None);
    }
}
