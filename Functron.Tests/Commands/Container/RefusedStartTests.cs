namespace Functron.Tests.Commands.Container;

/// <summary>What the container refuses to start with.</summary>
[Collection(ContainerCollection.Name)]
public sealed class RefusedStartTests(ContainerImage image)
{
    private const int NotConfigured = 78;

    [NeedsFact(NeedsFactAttribute.Socket, "busybox:latest", ContainerImage.Sdk, ContainerImage.Runtime)]
    public async Task Without_a_socket_it_says_what_to_add()
    {
        var started = await image.Docker.RunAsync("run", "--rm", image.Name);
        started.AssertExitCode(NotConfigured);
        Assert.Contains("-v /var/run/docker.sock:/var/run/docker.sock", started.All, StringComparison.Ordinal);
    }

    /// <summary>Mounted by mistake, nothing of it may change: the container starts as root.</summary>
    [NeedsFact(NeedsFactAttribute.Socket, "busybox:latest", ContainerImage.Sdk, ContainerImage.Runtime)]
    public async Task A_folder_that_may_be_somebody_elses_is_refused_and_left_as_it_is()
    {
        // A socket of root's own: then the container stays root, and no folder changes hands.
        if (await UnixGroup.OfSocketAsync(image.Docker) == 0)
            return;
        await using var data = new DataFolder(image.Docker);

        await data.RunAsync("touch precious && chmod 755 .");
        await AssertRefusedAsync(data);
        Assert.Equal("0:755 0:644", await data.RunAsync("stat -c %u:%a . precious"));

        await data.RunAsync("rm precious && mkdir launcher && touch launcher/notes.txt");
        await AssertRefusedAsync(data);
        Assert.Equal("0:644", await data.RunAsync("stat -c %u:%a launcher/notes.txt"));

        // All may write.
        await data.RunAsync("rm -r launcher && chmod 777 .");
        await AssertRefusedAsync(data);

        // Another user's.
        await data.RunAsync("chmod 755 . && chown 12345 .");
        await AssertRefusedAsync(data);
    }

    private async Task AssertRefusedAsync(DataFolder data)
    {
        var started = await image.Docker.RunAsync(
            "run", "--rm", "--volume", $"{image.Docker.Socket}:/var/run/docker.sock", "--volume", $"{data.Path}:/tmp/functron", image.Name);
        started.AssertExitCode(NotConfigured);
    }
}
