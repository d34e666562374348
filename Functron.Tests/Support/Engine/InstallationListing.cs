using System.Diagnostics;
using Docker.DotNet.Models;
using Functron.Execution.Engine;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

/// <summary>What one installation of Functron has on the engine: containers and images, those without a name too.</summary>
/// <param name="dataDirectory">The installation's, whose id is in it.</param>
internal sealed class InstallationListing(string dataDirectory)
{
    /// <summary>It ends when the limit is over, too: <see cref="RemoveAsync"/> says what is left.</summary>
    public async Task UntilGoneAsync(TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < limit && await ListAsync() is not ([], []))
            await Task.Delay(100);
    }

    /// <summary>Removes what is left, so that no other test trips over it.</summary>
    /// <exception cref="InvalidOperationException">Something was left; the message names it with its labels.</exception>
    public async Task RemoveAsync()
    {
        var (containers, images) = await ListAsync();
        if (containers.Count + images.Count == 0)
            return;
        using var client = EngineListing.NewClient();
        foreach (var container in containers)
            await client.Containers.RemoveContainerAsync(
                container.ID, new ContainerRemoveParameters { Force = true, RemoveVolumes = true });
        foreach (var image in images)
            await client.Images.DeleteImageAsync(image.ID, new ImageDeleteParameters { Force = true });
        var left = containers.Select(c => $"container {string.Join(' ', c.Names)} ({c.Status}) {Words(c.Labels)}")
            .Concat(images.Select(i => $"image {string.Join(' ', i.RepoTags ?? [])} {i.ID} of {i.Created:O} {Words(i.Labels)}"));
        throw new InvalidOperationException($"Left on the engine by a Functron: {string.Join("; ", left)}");
    }

    private async Task<(IList<ContainerListResponse> Containers, IList<ImagesListResponse> Images)> ListAsync()
    {
        var file = Path.Combine(dataDirectory, "payloads", "content", "installation");
        if (!File.Exists(file))
            return ([], []);
        var label = new Dictionary<string, IDictionary<string, bool>>
        {
            ["label"] = new Dictionary<string, bool> { [$"{Labels.Installation}={(await File.ReadAllTextAsync(file)).Trim()}"] = true },
        };
        using var client = EngineListing.NewClient();
        return (await client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = label }),
            await client.Images.ListImagesAsync(new ImagesListParameters { All = true, Filters = label }));
    }

    private static string Words(IDictionary<string, string> labels) =>
        string.Join(' ', labels.Select(label => $"{label.Key}={label.Value}"));
}
