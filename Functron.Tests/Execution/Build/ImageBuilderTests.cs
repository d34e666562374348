using System.Net;
using Docker.DotNet.Models;
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
        var accepted = await bench.AcceptAsync("FROM busybox\nRUN echo marker-of-this-build\nCMD [\"true\"]");
        var order = accepted with { InstanceId = "it's a \"$HOME\" \\ instance" };
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
    public async Task Stages_copy_from_one_another()
    {
        var bench = Start();
        var result = await bench.RunAsync(
            "FROM busybox AS first\nRUN echo from-the-first > /x\nFROM busybox\nCOPY --from=first /x /y\nCMD [\"cat\", \"/y\"]");
        Assert.Equal("from-the-first\n", await bench.TextAsync(result.Stdout));
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
    public async Task An_engine_that_cannot_tell_what_images_it_has_is_the_platforms_failure()
    {
        var bench = Start(s => s.Engine = e => new FaultyEngine(e)
        {
            FindImage = () => new EngineRefusedException(HttpStatusCode.InternalServerError, "no"),
        });
        var order = await bench.AcceptAsync("FROM busybox\nCMD [\"true\"]");
        await Assert.ThrowsAsync<EngineRefusedException>(() => bench.Builder.BuildAsync(order, CancellationToken.None));
        Assert.Null(await bench.Results.ReadAsync(order, CancellationToken.None));
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
        RunOrder[] orders =
        [
            good with { InvocationId = "none" },
            good with { InvocationId = null! },
            good with { FnName = "other" },
            good with { Timeout = FunctionTimeout.OfSeconds(86_400) },
        ];
        foreach (var order in orders)
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
        while (!(await client.Containers.ListContainersAsync(new ContainersListParameters()))
            .Any(c => c.Command.Contains(mark, StringComparison.Ordinal)))
            await Task.Delay(20);
    }
}
