using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Functron.Execution.Engine;

/// <summary>The engine behind a Docker Engine API endpoint. An endpoint that cannot be used fails each call, not the host's start.</summary>
public sealed class DockerEngine(EngineEndpoint endpoint) : IContainerEngine, IDisposable
{
    /// <summary>Older engines slow down, or lock up, under many calls at a time (moby#29369).</summary>
    private const int MaxParallelChanges = 8;

    private readonly Lazy<EngineClients> _clients = new(() => EngineClients.For(endpoint));

    // Only for calls that change something and are short: what waits for a function, or must get through to stop one, never queues here.
    private readonly SemaphoreSlim _changes = new(MaxParallelChanges);

    public string Endpoint => endpoint.Address;

    private DockerClient Client => _clients.Value.Calls;

    private EngineStreams Streams => _clients.Value.Streams;

    public Task<string> VersionAsync(CancellationToken cancellationToken) =>
        AskAsync(async () => (await Client.System.GetVersionAsync(cancellationToken)).Version, cancellationToken);

    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) =>
        AskAsync(
            async () => DockerModels.ParseTime((await Client.System.GetSystemInfoAsync(cancellationToken)).SystemTime)
                ?? throw new EngineRefusedException(HttpStatusCode.OK, "The engine does not tell its time."),
            cancellationToken);

    public Task<EnginePlatform> PlatformAsync(CancellationToken cancellationToken) =>
        AskAsync(
            async () =>
            {
                var version = await Client.System.GetVersionAsync(cancellationToken);
                return new EnginePlatform(version.Os, version.Arch);
            },
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
            var found = await Client.Images.InspectImageAsync(image, cancellationToken);
            return DockerModels.FromResponse(found);
        }), cancellationToken);

    public Task<IReadOnlyList<LabelledResource>> ListImagesAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<LabelledResource>>(async () =>
        {
            var images = await Client.Images.ListImagesAsync(new ImagesListParameters { Filters = Filter(labels) }, cancellationToken);
            return [.. images.Select(i => new LabelledResource(i.ID, [.. i.RepoTags ?? []], DockerModels.Labels(i.Labels)))];
        }, cancellationToken);

    public Task RemoveImageAsync(string image, CancellationToken cancellationToken) =>
        ChangeAsync(() => OrIfAsync(HttpStatusCode.NotFound, false, async () =>
        {
            await Client.Images.DeleteImageAsync(image, new ImageDeleteParameters { NoPrune = true }, cancellationToken);
            return true;
        }), cancellationToken);

    public Task<string?> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken) =>
        ChangeAsync(() => OrIfAsync<string?>(HttpStatusCode.Conflict, null, async () =>
            (await Client.Containers.CreateContainerAsync(DockerModels.ToParameters(spec), cancellationToken)).ID), cancellationToken);

    public Task<PathStat?> StatAsync(string container, string path, CancellationToken cancellationToken) =>
        AskAsync(() => OrIfAsync<PathStat?>(HttpStatusCode.NotFound, null, async () =>
        {
            var parameters = new GetArchiveFromContainerParameters { Path = path };
            return DockerModels.FromStat((await Client.Containers.GetArchiveFromContainerAsync(container, parameters, statOnly: true, cancellationToken)).Stat);
        }), cancellationToken);

    public Task<byte[]?> ReadFileAsync(string container, string path, int limit, CancellationToken cancellationToken) =>
        AskAsync(() => OrIfAsync<byte[]?>(HttpStatusCode.NotFound, null, async () =>
        {
            var archive = await Client.Containers.GetArchiveFromContainerAsync(container, new() { Path = path }, statOnly: false, cancellationToken);
            await using var stream = archive.Stream;
            return DockerModels.FromStat(archive.Stat).LinkTarget is { } target && target != path
                ? await ReadFileAsync(container, target, limit, cancellationToken)
                : await SingleFile.ReadAsync(stream, limit, cancellationToken);
        }), cancellationToken);

    public Task PutArchiveAsync(string container, string directory, Stream tar, CancellationToken cancellationToken) =>
        ChangeAsync(async () =>
        {
            await Client.Containers.ExtractArchiveToContainerAsync(container, new ContainerPathStatParameters { Path = directory }, tar, cancellationToken);
            return true;
        }, cancellationToken);

    public Task<IContainerStream> AttachAsync(string container, AttachTo to, CancellationToken cancellationToken)
    {
        var parameters = new ContainerAttachParameters { Stream = true, Stdin = to == AttachTo.Input, Stdout = to == AttachTo.Output, Stderr = to == AttachTo.Output };
        return AskAsync<IContainerStream>(
            async () => new DockerContainerStream(await Client.Containers.AttachContainerAsync(container, tty: false, parameters, cancellationToken), endpoint),
            cancellationToken);
    }

    public Task<IContainerStream> ReadLogAsync(string container, CancellationToken cancellationToken)
    {
        var parameters = new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Follow = false, Timestamps = true, Tail = "all" };
        return AskAsync<IContainerStream>(
            async () => new DockerLogStream(await Client.Containers.GetContainerLogsAsync(container, tty: true, parameters, cancellationToken), endpoint),
            cancellationToken);
    }

    public Task StartAsync(string container, CancellationToken cancellationToken) =>
        ChangeAsync(() => Client.Containers.StartContainerAsync(container, null, cancellationToken), cancellationToken);

    public Task WaitAsync(string container, CancellationToken cancellationToken) =>
        AskAsync(() => OrIfAsync<long>(HttpStatusCode.NotFound, 0, async () =>
            (await Client.Containers.WaitContainerAsync(container, cancellationToken)).StatusCode), cancellationToken);

    public Task<bool> KillAsync(string container, CancellationToken cancellationToken) =>
        AskAsync(() => OrIfAsync(HttpStatusCode.Conflict, false, () => OrIfAsync(HttpStatusCode.NotFound, false, async () =>
        {
            await Client.Containers.KillContainerAsync(container, new ContainerKillParameters { Signal = "SIGKILL" }, cancellationToken);
            return true;
        })), cancellationToken);

    public Task<ContainerSnapshot?> InspectAsync(string container, CancellationToken cancellationToken) =>
        AskAsync(() => OrIfAsync<ContainerSnapshot?>(HttpStatusCode.NotFound, null, async () =>
            DockerModels.FromResponse(await Client.Containers.InspectContainerAsync(container, cancellationToken))), cancellationToken);

    public Task<IReadOnlyList<LabelledResource>> ListContainersAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<LabelledResource>>(async () =>
        {
            var containers = await Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Filter(labels) }, cancellationToken);
            return [.. containers.Select(c => new LabelledResource(c.ID, [.. c.Names.Select(n => n.TrimStart('/'))], DockerModels.Labels(c.Labels)))];
        }, cancellationToken);

    public Task RemoveContainerAsync(string container, CancellationToken cancellationToken) =>
        ChangeAsync(() => OrIfAsync(HttpStatusCode.NotFound, false, async () =>
        {
            await Client.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken);
            return true;
        }), cancellationToken);

    public void Dispose()
    {
        if (_clients.IsValueCreated)
            _clients.Value.Dispose();
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
                await Streams.PostAsync(request, progress, cancellationToken);
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
        catch (Exception e) when (EngineFaults.Translate(e, endpoint) is { } translated)
        {
            throw translated;
        }
    }
}
