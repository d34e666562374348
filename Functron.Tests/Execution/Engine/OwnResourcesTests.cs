using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Requests;
using Functron.Execution.Run;
using Functron.Execution.Run.ByEngine;
using Functron.Execution.Run.Stopping;

namespace Functron.Tests.Execution.Engine;

/// <summary>Labels are inherited from images; what decides about a removal or a deadline is not.</summary>
public sealed class OwnResourcesTests : IAsyncLifetime
{
    private readonly ScriptedExecution _bench = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact(Timeout = 120_000)]
    public async Task A_sweep_leaves_what_only_inherited_our_labels()
    {
        var order = await _bench.AcceptAsync();
        var name = order.ResourceName();
        var image = await _bench.ImageLabelsAsync(order);
        var container = With(image, (Labels.Attempt, "1"), (Labels.Path, "engine"), (Labels.Container, name));
        _bench.Engine.OtherContainers.AddRange(
        [
            new("ours", [name], container),
            new("a look into the image", ["brave_hopper"], image),
            new("a look under our container's name", [name + "-look"], image),
            new("a look into a commit of our container", ["calm_hopper"], container),
            new("a look into an image that says that its containers are ours", ["dull_hopper"], With(image, (Labels.Container, name))),
        ]);
        _bench.Engine.Images.AddRange(
        [
            new("our image", ["theirs:3", $"{name}:latest"], image),
            new("ours without a name", ["<none>:<none>"], image),
            new("built on our image", ["theirs:latest"], image),
            new("a commit of our container", ["theirs:2"], container),
        ]);

        var outcome = await _bench.Get<Sweeper>().SweepAsync((_, _) => Task.FromResult(true), CancellationToken.None);
        Assert.Equal([$"{name}:latest", "ours", "ours without a name"], _bench.Engine.Removed.Order(StringComparer.Ordinal));
        Assert.Equal((1, 2, 0), (outcome.Containers, outcome.Images, outcome.Failures.Count));
    }

    /// <summary>Those did not say their name; the labels of an attempt or a path were theirs alone.</summary>
    [Fact(Timeout = 120_000)]
    public async Task After_an_upgrade_the_containers_of_the_version_before_are_swept()
    {
        var order = await _bench.AcceptAsync();
        var name = order.ResourceName();
        var image = await _bench.ImageLabelsAsync(order);
        var engine = With(image, (Labels.Attempt, "1"));
        _bench.Engine.OtherContainers.AddRange(
        [
            new("on the engine path", [name], engine),
            new("on the launcher path", [name], With(engine, (Labels.Path, "launcher"))),
            new("the second attempt", [name + "-2"], With(image, (Labels.Attempt, "2"))),
            new("of a trial", [name], With(image, (Labels.Path, "launcher"))),
            new("a look into the image", [name], image),
            new("a look into a commit", ["calm_hopper"], engine),
            new("a look into an image with such a label", ["dull_hopper"], With(image, (Labels.Path, "x"))),
        ]);

        await _bench.Get<Sweeper>().SweepAsync((_, _) => Task.FromResult(true), CancellationToken.None);
        Assert.Equal(
            ["of a trial", "on the engine path", "on the launcher path", "the second attempt"],
            _bench.Engine.Removed.Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_an_image_says_of_its_containers_is_not_what_they_say()
    {
        var order = await _bench.AcceptAsync(timeout: 0.001);
        _bench.Engine.Image = (_, image) => image with
        {
            Labels = new Dictionary<string, string>
            {
                [Labels.Path] = "launcher",
                [Labels.Container] = "x",
                [Labels.Run] = "x",
                [Labels.Attempt] = "7",
                ["theirs"] = "y",
            },
        };
        var attempt = new RunAttempt(
            order, (await _bench.Get<InvocationStore>().LoadAsync(order.InvocationId, CancellationToken.None))!, "image", null, 1);
        using var started = await _bench.Get<ContainerStarter>().StartAsync(attempt, CancellationToken.None);

        var container = (await _bench.Engine.InspectAsync(order.ResourceName(), CancellationToken.None))!;
        Assert.Equal(
            With(
                await _bench.ImageLabelsAsync(order),
                (Labels.Attempt, "1"),
                (Labels.Path, "engine"),
                (Labels.Container, order.ResourceName()),
                ("theirs", "y")),
            container.Labels.ToDictionary());
        Assert.Equal(DeadlineState.Killed, (await _bench.Get<DeadlineEnforcer>().EnforceAsync(order, CancellationToken.None)).State);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_cancel_kills_no_container_that_only_inherited_our_labels()
    {
        var order = await _bench.AcceptAsync();
        var image = await _bench.ImageLabelsAsync(order);
        _bench.Engine.OtherContainers.Add(new("a look into the image", ["brave_hopper"], image));
        Assert.False(await _bench.Get<RunContainers>().HasAsync(order.RunId, null, CancellationToken.None));
        _bench.Engine.OtherContainers.Add(new("ours", ["ours"], With(image, (Labels.Container, "ours"))));
        Assert.True(await _bench.Get<RunContainers>().HasAsync(order.RunId, null, CancellationToken.None));
    }

    [Fact]
    public void A_container_of_the_launcher_says_so_whatever_labels_it_is_given()
    {
        var spec = new ContainerSpec(
            "name",
            "image",
            new Dictionary<string, string> { [Labels.Path] = "x", ["a"] = "b" },
            false,
            0,
            new ContainerLimits(0, 0, 0, 0, [], true),
            "none",
            new LauncherSpec("/folder", "/mount", []));
        Assert.Equal(new Dictionary<string, string> { [Labels.Path] = "launcher", [Labels.Container] = "name", ["a"] = "b" }, spec.Labels);
    }

    private static Dictionary<string, string> With(Dictionary<string, string> labels, params (string Key, string Value)[] more)
    {
        var all = new Dictionary<string, string>(labels);
        foreach (var (key, value) in more)
            all[key] = value;
        return all;
    }
}
