using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Functron.Execution.Engine;

/// <summary>The engine behind a Docker Engine API endpoint.</summary>
public sealed class DockerEngine : IContainerEngine, IDisposable
{
    /// <summary>Older engines slow down, or lock up, under many calls at a time (moby#29369).</summary>
    private const int MaxParallelChanges = 8;

    private readonly EngineEndpoint _endpoint;
    private readonly DockerClient _client;
    private readonly EngineStreams _streams;

    // Only for calls that change something and are short: what waits for a function, or must get through to stop one, never queues here.
    private readonly SemaphoreSlim _changes = new(MaxParallelChanges);

    public DockerEngine(EngineEndpoint endpoint)
    {
        _endpoint = endpoint;
        try
        {
            // The library's default of 100 s would cut long builds, uploads and runs.
            _client = new DockerClientConfiguration(new Uri(endpoint.Address), defaultTimeout: Timeout.InfiniteTimeSpan).CreateClient();
            _streams = new EngineStreams(endpoint);
        }
        catch (Exception e)
        {
            // The library throws bare exceptions for addresses that it does not know how to reach (ssh://, for one).
            throw new EngineUnreachableException(
                endpoint.Address,
                $"The Docker endpoint {endpoint.Address} (from {endpoint.Source}) is not one that Functron can use: {e.Message}. Use unix://, npipe:// or tcp://.",
                e);
        }
    }

    public string Endpoint => _endpoint.Address;

    public Task<string> VersionAsync(CancellationToken cancellationToken) =>
        AskAsync(async () => (await _client.System.GetVersionAsync(cancellationToken)).Version, cancellationToken);

    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) =>
        AskAsync(
            async () => DockerModels.ParseTime((await _client.System.GetSystemInfoAsync(cancellationToken)).SystemTime)
                ?? throw new EngineRefusedException(HttpStatusCode.OK, "The engine does not tell its time."),
            cancellationToken);

    public Task BuildAsync(ImageBuild build, IProgress<BuilderMessage> progress, CancellationToken cancellationToken)
    {
        // Without forcerm a failed build leaves its container, which has no label of ours.
        var content = new ByteArrayContent(build.Context) { Headers = { ContentType = new("application/x-tar") } };
        return StreamAsync($"build?t={Uri.EscapeDataString(build.Name)}&rm=1&forcerm=1", content, null, progress, cancellationToken);
    }

    public Task PullAsync(string image, RegistryCredential? credential, IProgress<BuilderMessage> progress, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(image);
        var path = $"images/create?fromImage={Uri.EscapeDataString(reference.Repository)}&tag={Uri.EscapeDataString(reference.TagOrDigest)}";
        return StreamAsync(path, null, credential?.ToHeader(), progress, cancellationToken);
    }

    public Task<ImageSnapshot?> FindImageAsync(string image, CancellationToken cancellationToken) =>
        AskAsync(() => OrIfAsync<ImageSnapshot?>(HttpStatusCode.NotFound, null, async () =>
        {
            var found = await _client.Images.InspectImageAsync(image, cancellationToken);
            return new ImageSnapshot(found.ID, found.Config?.Cmd is { Count: > 0 } || found.Config?.Entrypoint is { Count: > 0 });
        }), cancellationToken);

    public Task<IReadOnlyList<LabelledResource>> ListImagesAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<LabelledResource>>(async () =>
        {
            var images = await _client.Images.ListImagesAsync(new ImagesListParameters { Filters = Filter(labels) }, cancellationToken);
            return [.. images.Select(i => new LabelledResource(i.ID, [.. i.RepoTags ?? []], DockerModels.Labels(i.Labels)))];
        }, cancellationToken);

    public Task RemoveImageAsync(string image, CancellationToken cancellationToken) =>
        ChangeAsync(() => OrIfAsync(HttpStatusCode.NotFound, false, async () =>
        {
            await _client.Images.DeleteImageAsync(image, new ImageDeleteParameters { NoPrune = true }, cancellationToken);
            return true;
        }), cancellationToken);

    public Task<string?> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken) =>
        ChangeAsync(() => OrIfAsync<string?>(HttpStatusCode.Conflict, null, async () =>
            (await _client.Containers.CreateContainerAsync(DockerModels.ToParameters(spec), cancellationToken)).ID), cancellationToken);

    public Task<PathStat?> StatAsync(string container, string path, CancellationToken cancellationToken) =>
        AskAsync(() => OrIfAsync<PathStat?>(HttpStatusCode.NotFound, null, async () =>
        {
            var parameters = new GetArchiveFromContainerParameters { Path = path };
            return DockerModels.FromStat((await _client.Containers.GetArchiveFromContainerAsync(container, parameters, statOnly: true, cancellationToken)).Stat);
        }), cancellationToken);

    public Task PutArchiveAsync(string container, string directory, Stream tar, CancellationToken cancellationToken) =>
        ChangeAsync(async () =>
        {
            await _client.Containers.ExtractArchiveToContainerAsync(container, new ContainerPathStatParameters { Path = directory }, tar, cancellationToken);
            return true;
        }, cancellationToken);

    public Task<IContainerStream> AttachAsync(string container, AttachTo to, CancellationToken cancellationToken)
    {
        var parameters = new ContainerAttachParameters { Stream = true, Stdin = to == AttachTo.Input, Stdout = to == AttachTo.Output, Stderr = to == AttachTo.Output };
        return AskAsync<IContainerStream>(
            async () => new DockerContainerStream(await _client.Containers.AttachContainerAsync(container, tty: false, parameters, cancellationToken), _endpoint),
            cancellationToken);
    }

    public Task<IContainerStream> ReadLogAsync(string container, CancellationToken cancellationToken)
    {
        var parameters = new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Follow = false, Timestamps = true, Tail = "all" };
        return AskAsync<IContainerStream>(
            async () => new DockerLogStream(await _client.Containers.GetContainerLogsAsync(container, tty: true, parameters, cancellationToken), _endpoint),
            cancellationToken);
    }

    public Task StartAsync(string container, CancellationToken cancellationToken) =>
        ChangeAsync(() => _client.Containers.StartContainerAsync(container, null, cancellationToken), cancellationToken);

    public Task WaitAsync(string container, CancellationToken cancellationToken) =>
        AskAsync(() => OrIfAsync<long>(HttpStatusCode.NotFound, 0, async () =>
            (await _client.Containers.WaitContainerAsync(container, cancellationToken)).StatusCode), cancellationToken);

    public Task<bool> KillAsync(string container, CancellationToken cancellationToken) =>
        AskAsync(() => OrIfAsync(HttpStatusCode.Conflict, false, () => OrIfAsync(HttpStatusCode.NotFound, false, async () =>
        {
            await _client.Containers.KillContainerAsync(container, new ContainerKillParameters { Signal = "SIGKILL" }, cancellationToken);
            return true;
        })), cancellationToken);

    public Task<ContainerSnapshot?> InspectAsync(string container, CancellationToken cancellationToken) =>
        AskAsync(() => OrIfAsync<ContainerSnapshot?>(HttpStatusCode.NotFound, null, async () =>
            DockerModels.FromResponse(await _client.Containers.InspectContainerAsync(container, cancellationToken))), cancellationToken);

    public Task<IReadOnlyList<LabelledResource>> ListContainersAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<LabelledResource>>(async () =>
        {
            var containers = await _client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Filter(labels) }, cancellationToken);
            return [.. containers.Select(c => new LabelledResource(c.ID, [.. c.Names.Select(n => n.TrimStart('/'))], DockerModels.Labels(c.Labels)))];
        }, cancellationToken);

    public Task RemoveContainerAsync(string container, CancellationToken cancellationToken) =>
        ChangeAsync(() => OrIfAsync(HttpStatusCode.NotFound, false, async () =>
        {
            await _client.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken);
            return true;
        }), cancellationToken);

    public void Dispose()
    {
        _client.Dispose();
        _streams.Dispose();
        _changes.Dispose();
    }

    private static Dictionary<string, IDictionary<string, bool>> Filter(IReadOnlyList<string> labels) =>
        new() { ["label"] = labels.ToDictionary(l => l, _ => true) };

    private static async Task<T> OrIfAsync<T>(HttpStatusCode status, T answer, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (DockerApiException e) when (EngineFaults.HasStatus(e, status))
        {
            return answer;
        }
    }

    private async Task<T> ChangeAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            return await AskAsync(call, cancellationToken);
        }
        finally
        {
            _changes.Release();
        }
    }

    private Task StreamAsync(string path, HttpContent? content, string? credential, IProgress<BuilderMessage> progress, CancellationToken cancellationToken) =>
        AskAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
                if (credential is not null)
                    request.Headers.Add("X-Registry-Auth", credential);
                await _streams.PostAsync(request, progress, cancellationToken);
                return true;
            },
            cancellationToken);

    private async Task<T> AskAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is not OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call to the engine was cancelled.", e, cancellationToken);
        }
        catch (Exception e) when (EngineFaults.Translate(e, _endpoint) is { } translated)
        {
            throw translated;
        }
    }
}
