using System.Text.RegularExpressions;

namespace Functron.Tests.Commands.Container;

/// <summary>
/// What <c>--sweep-all</c> removes. On an engine of its own: the containers and images of another Functron are just what it removes.
/// </summary>
[Collection(ContainerCollection.Name)]
public sealed class SweepAllTests(ContainerImage image)
{
    [NeedsFact(
        "root", "dockerd", "unshare", NeedsFactAttribute.Socket, "busybox:latest", ContainerImage.Sdk, ContainerImage.Runtime)]
    public async Task What_a_lost_installation_left_is_told_and_removed_only_when_asked_for()
    {
        await using var engine = await SecondEngine.StartAsync();
        await using var firstData = new DataFolder(image.Docker);
        await using var secondData = new DataFolder(image.Docker);
        var lost = new[] { "ps", "--quiet", "--filter", "label=functron.fn-name=lost", "--filter", "status=running" };
        await engine.Docker.TextAsync("tag", "busybox", "bystander");
        await engine.Docker.TextAsync("run", "--detach", "--name", "bystander", "bystander", "sleep", "1000");

        await using (var first = await FunctronContainer.StartAsync(image, firstData.Path, engine.Docker.Socket!))
        {
            await first.BeginAsync("lost", "sleep 1000");
            await Until.TrueAsync("a function runs", async () => (await engine.Docker.LinesAsync(lost)).Length == 1);
            await image.Docker.TextAsync("kill", first.Name);
        }

        // With its data directory goes all that the installation knew.
        await using (var second = await FunctronContainer.StartAsync(image, secondData.Path, engine.Docker.Socket!))
        {
            await Until.TrueAsync(
                "the next installation warns of what is left",
                async () => Regex.IsMatch(await second.LogAsync(), "holds 1 containers and 1 images.*--sweep-all"),
                limit: TimeSpan.FromMinutes(2));
            Assert.Single(await engine.Docker.LinesAsync(lost));
            await image.Docker.TextAsync("kill", second.Name);
        }

        await using var thirdData = new DataFolder(image.Docker);
        await using var third = await FunctronContainer.StartAsync(image, thirdData.Path, engine.Docker.Socket!, options: "--sweep-all");
        // Its trial of the launcher, at the start, has a container and an image for a moment.
        await Until.TrueAsync(
            "it knows its way to run functions", async () =>
                (await third.GetAsync("health")).Contains("\"run\":{", StringComparison.Ordinal));
        Assert.Equal(["bystander"], await engine.Docker.LinesAsync("ps", "--all", "--format", "{{.Names}}"));
        // Without a name are the layers that the builder keeps for the next build.
        var images = await engine.Docker.LinesAsync("images", "--format", "{{.Repository}}");
        Assert.Equal(
            ["busybox", "bystander"], images.Where(name => !name.Contains("none", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal("true", await engine.Docker.TextAsync("inspect", "--format", "{{.State.Running}}", "bystander"));
        await third.HelloAsync();
    }
}
