using Docker.DotNet;
using Docker.DotNet.Models;

namespace Functron.Tests.Execution.Engine;

/// <summary>The tests that use the real engine run one after another: they compare what is on it before and after.</summary>
[CollectionDefinition("engine", DisableParallelization = true)]
public sealed class EngineCollection;

/// <summary>A test over the real engine. Whatever it leaves there fails it.</summary>
[Collection("engine")]
public abstract class EngineTest : IAsyncLifetime
{
    private readonly List<Bench> _benches = [];
    private IReadOnlySet<string> _before = new HashSet<string>();

    /// <summary>A process of Functron, so to speak: services of its own over a data directory.</summary>
    /// <param name="like">Another one, whose data directory this one takes over.</param>
    internal Bench Start(Action<BenchSetup>? setup = null, Bench? like = null)
    {
        var bench = new Bench(setup, like);
        _benches.Add(bench);
        return bench;
    }

    public async Task InitializeAsync() => _before = await EngineListing.TakeAsync();

    public async Task DisposeAsync()
    {
        foreach (var bench in Enumerable.Reverse(_benches))
            await bench.DisposeAsync();

        // What others do on this engine at the same time may pass; what stays is a leak.
        var left = new HashSet<string>();
        for (var tried = 0; tried < 50; tried++)
        {
            left = [.. await EngineListing.TakeAsync()];
            left.ExceptWith(_before);
            if (left.Count == 0)
                return;
            await Task.Delay(100);
        }

        Assert.Empty(left);
    }
}

/// <summary>Everything on the engine, but what carries the label of an installation that is not of these tests, and the builder's cache.</summary>
internal static class EngineListing
{
    public static HashSet<string> Ours { get; } = [];

    public static async Task<IReadOnlySet<string>> TakeAsync()
    {
        using var client = NewClient();
        try
        {
            var containers = await client.Containers.ListContainersAsync(new ContainersListParameters { All = true });
            var images = await client.Images.ListImagesAsync(new ImagesListParameters());
            var volumes = await client.Volumes.ListAsync();
            var networks = await client.Networks.ListNetworksAsync();
            return new HashSet<string>([
                .. containers.Where(c => !IsForeign(c.Labels)).Select(c => $"container {string.Join(' ', c.Names)} {c.ID}"),
                .. images.Where(i => !IsForeign(i.Labels) && !IsCache(i)).Select(i => $"image {string.Join(' ', i.RepoTags ?? [])} {i.ID}"),
                .. (volumes.Volumes ?? []).Select(v => $"volume {v.Name}"),
                .. networks.Select(n => $"network {n.Name}"),
            ]);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new InvalidOperationException("These tests need a Docker engine with busybox:latest: run ./test.sh, which sees to it.", e);
        }
    }

    public static DockerClient NewClient() => new DockerClientConfiguration(new Uri(Bench.Endpoint), defaultTimeout: Timeout.InfiniteTimeSpan).CreateClient();

    private static bool IsForeign(IDictionary<string, string>? labels) =>
        labels is not null && labels.TryGetValue("functron.installation", out var id) && !Ours.Contains(id);

    /// <summary>A new Dockerfile leaves its untagged steps, on purpose: they make the next build of it fast.</summary>
    private static bool IsCache(ImagesListResponse image) =>
        image.Labels is not { Count: > 0 } && (image.RepoTags is not { Count: > 0 } || image.RepoTags.All(t => t.StartsWith("<none>", StringComparison.Ordinal)));
}
