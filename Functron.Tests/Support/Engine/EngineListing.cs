using System.Diagnostics;
using Docker.DotNet;
using Docker.DotNet.Models;
using Functron.Execution.Engine;

namespace Functron.Tests.Execution.Engine;

/// <summary>
/// Everything on the engine, whoever made it: containers, images, volumes and networks. Only the builder's cache is left out
/// (images without a tag and without our label): what a new Dockerfile leaves there on purpose makes its next build fast.
/// </summary>
internal sealed class EngineListing
{
    // A termination leaves its resources to the sweep, which comes every 30 s.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(50);

    private readonly HashSet<string> _everything;

    private EngineListing(HashSet<string> everything) => _everything = everything;

    public static async Task<EngineListing> TakeAsync()
    {
        using var client = NewClient();
        try
        {
            var containers = await client.Containers.ListContainersAsync(new ContainersListParameters { All = true });
            var images = await client.Images.ListImagesAsync(new ImagesListParameters());
            var volumes = await client.Volumes.ListAsync();
            var networks = await client.Networks.ListNetworksAsync();
            return new EngineListing([
                .. containers.Select(c => $"container {string.Join(' ', c.Names)} {c.ID}"),
                .. images.Where(i => !IsCache(i)).Select(i => $"image {string.Join(' ', i.RepoTags ?? [])} {i.ID}"),
                .. (volumes.Volumes ?? []).Select(v => $"volume {v.Name}"),
                .. networks.Select(n => $"network {n.Name}"),
            ]);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new InvalidOperationException(
                "These tests need a Docker engine with busybox:latest: run ./test.sh, which sees to it.", e);
        }
    }

    /// <summary>
    /// Waits until the engine holds nothing that it did not hold when this was taken; cleaning up goes on after an answer.
    /// </summary>
    public async Task AssertIsBackAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = (await TakeAsync())._everything.Except(_everything).ToArray();
            if (left.Length == 0)
                return;
            if (Stopwatch.GetElapsedTime(started) > Limit)
                Assert.Fail($"Left on the engine: {string.Join(", ", left)}");
            await Task.Delay(100);
        }
    }

    public static DockerClient NewClient() =>
        new DockerClientConfiguration(new Uri(RealExecution.Endpoint), defaultTimeout: Timeout.InfiniteTimeSpan).CreateClient();

    private static bool IsCache(ImagesListResponse image) =>
        image.Labels?.ContainsKey(Labels.Installation) is not true
            && (image.RepoTags is not { Count: > 0 } || image.RepoTags.All(t => t.StartsWith("<none>", StringComparison.Ordinal)));
}
