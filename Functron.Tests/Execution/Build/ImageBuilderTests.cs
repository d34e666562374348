using System.Net;
using Docker.DotNet.Models;
using Functron.Execution.Build;
using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Build;

public sealed class ImageBuilderTests : EngineTest
{
    [Fact(Timeout = 120_000)]
    public async Task A_build_makes_an_image_with_the_runs_name_and_labels()
    {
        var bench = Start();
        var order = (await bench.AcceptAsync("FROM busybox\nRUN echo marker-of-this-build\nCMD [\"true\"]")) with { InstanceId = "it's a \"$HOME\" \\ instance" };
        var image = await bench.BuildAsync(order);

        var built = Assert.Single(await bench.ImagesAsync(order));
        Assert.Equal(image, built.Id);
        Assert.Equal([$"{order.ResourceName()}:latest"], built.Names);
        Assert.Equal(
            new Dictionary<string, string>
            {
                [Labels.Installation] = await bench.Get<InstallationId>().GetAsync(CancellationToken.None),
                [Labels.Instance] = order.InstanceId,
                [Labels.Run] = order.RunId,
                [Labels.FnName] = "Test.Function",
            },
            built.Labels.Where(label => label.Key != Labels.StandIn).ToDictionary());
        Assert.StartsWith("functron-test-function-", order.ResourceName(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_log_is_in_order_and_in_the_result()
    {
        var bench = Start();
        var result = await bench.RunAsync($"FROM busybox\nRUN for i in 1 2 3 4 5; do echo line-$i {Guid.NewGuid():N}; done\nCMD [\"true\"]");
        var log = await bench.TextAsync(result.BuildLog);
        var positions = Enumerable.Range(1, 5).Select(i => log.IndexOf($"\nline-{i} ", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, positions);
        Assert.Equal(positions.Order(), positions);
    }

    [Fact(Timeout = 120_000)]
    public async Task Stages_copy_from_one_another()
    {
        var bench = Start();
        var result = await bench.RunAsync("FROM busybox AS first\nRUN echo from-the-first > /x\nFROM busybox\nCOPY --from=first /x /y\nCMD [\"cat\", \"/y\"]");
        Assert.Equal("from-the-first\n", await bench.TextAsync(result.Stdout));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_build_that_the_engine_itself_failed_is_tried_once_more()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e) { FirstBuildError = "layer does not exist" });
        var result = await bench.RunAsync("FROM busybox\nCMD [\"echo\", \"built\"]");

        Assert.Equal("built\n", await bench.TextAsync(result.Stdout));
        Assert.Equal(2, engine!.Builds);
        Assert.DoesNotContain("of a build that fails", await bench.TextAsync(result.BuildLog), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_step_that_fails_outside_a_command_each_time_is_in_the_log_once()
    {
        var bench = Start();
        var order = await bench.AcceptAsync($"FROM busybox\nRUN echo {Guid.NewGuid():N}\nCOPY --from=busybox /nothing-there /y\nCMD [\"true\"]");
        Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);

        var result = await bench.ResultAsync(order);
        var log = await bench.TextAsync(result.BuildLog);
        Assert.Equal(2, log.Split("Step 3/5 : COPY").Length);
        Assert.Equal(2, log.Split("second try").Length);
        Assert.Contains("nothing-there", result.BuildError, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Of_a_log_over_the_cap_the_step_that_failed_is_kept()
    {
        var bench = Start(s => s.Options.MaxOutputBytes = 4096);
        var order = await bench.AcceptAsync($"FROM busybox\nRUN echo {Guid.NewGuid():N}; for i in $(seq 5000); do echo line $i; done; echo the-reason; exit 3\nCMD x");
        Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);

        var log = await bench.TextAsync((await bench.ResultAsync(order)).BuildLog);
        Assert.StartsWith("Step 1/", log, StringComparison.Ordinal);
        Assert.Contains("\nline 5000\nthe-reason\n", log, StringComparison.Ordinal);
        Assert.Matches(@"\n\[\d{4} lines \(\d{5} bytes\) of the log are not kept\]\n", log);
        Assert.InRange(log.Length, 2000, 4096 + 200);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_build_whose_own_command_failed_is_not_tried_again()
    {
        FaultyEngine? engine = null;
        var bench = Start(s => s.Engine = e => engine = new FaultyEngine(e));
        var order = await bench.AcceptAsync("FROM busybox\nRUN exit 3\nCMD [\"true\"]");

        Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);
        Assert.Equal(1, engine!.Builds);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_engine_that_cannot_tell_what_images_it_has_is_the_platforms_failure()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e) { FindImage = () => new EngineRefusedException(HttpStatusCode.InternalServerError, "no") });
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        await Assert.ThrowsAsync<EngineRefusedException>(() => bench.Builder.BuildAsync(order, CancellationToken.None));
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("FROM busybox\nRUN exit 3\nCMD x")]
    [InlineData("FROM busybox\nNONSENSE\nCMD x")]
    [InlineData("FROM no-such-image-of-functron-tests:32\nCMD x")]
    [InlineData("FROM busybox\nCOPY --from=no-such-image-of-functron-tests /x /y\nCMD x")]
    [InlineData("FROM -not-a-name-\nCMD x")]
    [InlineData("FROM Not/Lower/Case\nCMD x")]
    [InlineData("FROM a:b:c\nCMD x")]
    [InlineData("FROM busybox\nCMD []")]
    public async Task A_build_that_fails_is_a_result(string dockerfile)
    {
        var bench = Start();
        var order = await bench.AcceptAsync(dockerfile);
        var outcome = await bench.Builder.BuildAsync(order, CancellationToken.None);
        var result = await bench.ResultAsync(order);

        Assert.Equal((false, null), (outcome.Succeeded, outcome.ImageId));
        Assert.Equal((Ending.BuildFailed, null, null), (result.Ending, result.ExitCode, result.ImageId));
        Assert.NotEmpty(result.BuildError);
        Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);
    }

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
            new ImageBuild("functron-tests-base", BuildContext.Of($"FROM busybox\nRUN echo {which} > /which\n")), new Progress<BuilderMessage>(), CancellationToken.None);
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

    private static async Task RemoveAsync(Bench bench, params string[] images)
    {
        foreach (var container in await bench.Engine.ListContainersAsync([Labels.Installation], CancellationToken.None))
            await bench.Engine.RemoveContainerAsync(container.Id, CancellationToken.None);
        foreach (var image in images)
            await bench.Engine.RemoveImageAsync(image, CancellationToken.None);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_build_past_its_time_limit_fails()
    {
        var bench = Start(s => s.Options.BuildTimeoutSeconds = 1);
        var order = await bench.AcceptAsync($"FROM busybox\nRUN echo {Guid.NewGuid():N}; sleep 100\nCMD x");
        Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);
        Assert.Equal(Ending.BuildFailed, (await bench.ResultAsync(order)).Ending);
        Assert.Equal("Build exceeded 1 s.", (await bench.ResultAsync(order)).BuildError);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_build_that_is_stopped_ends_at_once(bool terminated)
    {
        var bench = Start();
        var mark = Guid.NewGuid().ToString("N");
        var order = await bench.AcceptAsync($"FROM busybox\nRUN echo {mark}; sleep 100\nCMD x");
        using var source = new CancellationTokenSource();
        var building = bench.Builder.BuildAsync(order, source.Token);
        await UntilStepRunsAsync(mark);
        if (terminated)
            await source.CancelAsync();
        else
            await bench.Get<RunStopper>().CancelAsync(order, CancellationToken.None);

        Assert.False((await building.WaitAsync(TimeSpan.FromSeconds(5))).Succeeded);
        Assert.Equal(Ending.Cancelled, (await bench.ResultAsync(order)).Ending);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_build_that_the_hosts_stop_interrupts_has_no_result()
    {
        var bench = Start();
        var order = await bench.AcceptAsync($"FROM busybox\nRUN echo {Guid.NewGuid():N}; sleep 2\nCMD [\"true\"]");
        var building = bench.Builder.BuildAsync(order, bench.Stopping);
        bench.StopHost();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => building);
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));
        Assert.Equal(Ending.Exited, (await Start(like: bench).RunAsync(order)).Ending);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_same_Dockerfile_is_built_one_at_a_time()
    {
        var bench = Start();
        var dockerfile = $"FROM busybox\nRUN echo {Guid.NewGuid():N}; cat /proc/sys/kernel/random/uuid > /id; sleep 1\nCMD [\"cat\", \"/id\"]";
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

    [Theory(Timeout = 120_000)]
    [InlineData("VOLUME /dev/.functron")]
    [InlineData("VOLUME /var /dev/.functron/sub")]
    [InlineData("WORKDIR /dev/.functron/sub")]
    public async Task What_collides_with_our_own_path_is_told_that_it_is_reserved(string instruction)
    {
        var bench = Start();
        var order = await bench.AcceptAsync($"FROM busybox\n{instruction}\nCMD [\"true\"]");
        Assert.False((await bench.Builder.BuildAsync(order, CancellationToken.None)).Succeeded);
        Assert.Contains("is reserved", (await bench.ResultAsync(order)).BuildError, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_order_that_no_gate_made_creates_nothing()
    {
        var bench = Start();
        var good = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        foreach (var order in new[] { good with { InvocationId = "none" }, good with { InvocationId = null! }, good with { FnName = "other" }, good with { Timeout = FunctionTimeout.OfSeconds(86_400) } })
        {
            await Assert.ThrowsAsync<InvalidInvocationException>(() => bench.Builder.BuildAsync(order, CancellationToken.None));
            await Assert.ThrowsAsync<InvalidInvocationException>(() => bench.Runner.RunAsync(order, "x", CancellationToken.None));
        }

        Assert.Empty(await bench.ImagesAsync(good));
    }

    /// <summary>Waits for the builder's container of a step that has the mark in its command.</summary>
    private static async Task UntilStepRunsAsync(string mark)
    {
        using var client = EngineListing.NewClient();
        while (!(await client.Containers.ListContainersAsync(new ContainersListParameters())).Any(c => c.Command.Contains(mark, StringComparison.Ordinal)))
            await Task.Delay(20);
    }
}
