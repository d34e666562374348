using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using static Functron.Execution.Engine.EngineAnswers;

namespace Functron.Execution.Engine;

/// <summary>
/// The engine behind a Docker Engine API endpoint. An endpoint that cannot be used fails each call, not the host's start.
/// </summary>
/// <param name="slowness">Is told how long calls take. Null when nobody asks.</param>
internal sealed class DockerEngine(
    EngineEndpoint endpoint, ExecutionOptions options, TimeProvider time, EngineSlowness? slowness = null) : IContainerEngine, IDisposable
{
    /// <summary>Links of a container that lead from one to the next. A kernel follows 40.</summary>
    private const int MaxLinks = 40;

    private readonly Lazy<EngineClients> _clients = new(() => EngineClients.For(endpoint));
    private readonly EngineCalls _calls = new(endpoint, new EngineLimits(options), time);

    public string Endpoint => endpoint.Address;

    private DockerClient Client => _clients.Value.Calls;

    private EngineStreams Streams => _clients.Value.Streams;

    public Task<string> VersionAsync(CancellationToken cancellationToken) =>
        UrgentAsync(
            "its version",
            stop => WatchAsync(EngineCall.Version, async () => (await Client.System.GetVersionAsync(stop)).Version),
            cancellationToken);

    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) =>
        UrgentAsync(
            "its clock",
            async stop => DockerModels.ParseTime((await Client.System.GetSystemInfoAsync(stop)).SystemTime)
                ?? throw new EngineRefusedException(HttpStatusCode.OK, "The engine does not tell its time."),
            cancellationToken);

    public Task<EnginePlatform> PlatformAsync(CancellationToken cancellationToken) =>
        UrgentAsync(
            "its platform",
            async stop =>
            {
                var version = await Client.System.GetVersionAsync(stop);
                return new EnginePlatform(version.Os, version.Arch);
            },
            cancellationToken);

    public Task<long> MemoryAsync(CancellationToken cancellationToken) =>
        QuestionAsync("its machine's memory", async stop => (await Client.System.GetSystemInfoAsync(stop)).MemTotal, cancellationToken);

    public Task BuildAsync(ImageBuild build, IProgress<BuilderMessage> progress, CancellationToken cancellationToken)
    {
        // Without forcerm a failed build leaves its container, which has no label of ours.
        var path = $"build?t={Uri.EscapeDataString(build.Name)}&rm=1&forcerm=1";
        return StreamAsync(
            $"build of image {build.Name}",
            path,
            () => new ByteArrayContent(build.Context) { Headers = { ContentType = new("application/x-tar") } },
            null,
            progress,
            cancellationToken);
    }

    public Task PullAsync(
        string image, RegistryCredential? credential, IProgress<BuilderMessage> progress, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(image);
        var path =
            $"images/create?fromImage={Uri.EscapeDataString(reference.Repository)}&tag={Uri.EscapeDataString(reference.TagOrDigest)}";
        return StreamAsync($"pull of image {image}", path, () => null, credential?.ToHeader(), progress, cancellationToken);
    }

    public Task<ImageSnapshot?> FindImageAsync(string image, CancellationToken cancellationToken) =>
        QuestionAsync($"inspection of image {image}", stop => OrIfAsync<ImageSnapshot?>(HttpStatusCode.NotFound, null, async () =>
            DockerModels.FromResponse(await Client.Images.InspectImageAsync(image, stop))), cancellationToken);

    public Task<IReadOnlyList<LabelledResource>> ListImagesAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        QuestionAsync<IReadOnlyList<LabelledResource>>($"list of the images labelled {string.Join(' ', labels)}", async stop =>
        {
            var images = await Client.Images.ListImagesAsync(new ImagesListParameters { Filters = Filter(labels) }, stop);
            return [.. images.Select(i => new LabelledResource(i.ID, [.. i.RepoTags ?? []], DockerModels.Labels(i.Labels)))];
        }, cancellationToken);

    public Task RemoveImageAsync(string image, CancellationToken cancellationToken) =>
        RemovalAsync(
            $"removal of image {image}",
            stop => Client.Images.DeleteImageAsync(image, new ImageDeleteParameters { NoPrune = true }, stop),
            cancellationToken);

    public Task<string?> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken) =>
        ChangeAsync($"creation of container {spec.Name}", (stop, _) => OrIfAsync<string?>(HttpStatusCode.Conflict, null, async () =>
        {
            var parameters = DockerModels.ToParameters(spec);
            return (await WatchAsync(EngineCall.Create, () => Client.Containers.CreateContainerAsync(parameters, stop))).ID;
        }), cancellationToken);

    public Task<PathStat?> StatAsync(string container, string path, CancellationToken cancellationToken) =>
        QuestionAsync($"look at {path} of container {container}", stop => OrIfAsync<PathStat?>(HttpStatusCode.NotFound, null, async () =>
        {
            var parameters = new GetArchiveFromContainerParameters { Path = path };
            return DockerModels.FromStat(
                (await Client.Containers.GetArchiveFromContainerAsync(container, parameters, statOnly: true, stop)).Stat);
        }), cancellationToken);

    public async Task<byte[]?> ReadFileAsync(string container, string path, int limit, CancellationToken cancellationToken)
    {
        for (var links = 0; links < MaxLinks; links++)
        {
            var what = $"read of {path} of container {container}";
            var found = await QuestionAsync(what, stop => OrIfAsync<FileOrLink>(HttpStatusCode.NotFound, default, async () =>
            {
                var archive = await Client.Containers.GetArchiveFromContainerAsync(container, new() { Path = path }, statOnly: false, stop);
                await using var stream = archive.Stream;
                return DockerModels.FromStat(archive.Stat).LinkTarget is { } target && target != path
                    ? new FileOrLink(null, target)
                    : new FileOrLink(await SingleFile.ReadAsync(stream, limit, stop), null);
            }), cancellationToken);
            if (found.Target is null)
                return found.Bytes;
            path = found.Target;
        }

        return null;
    }

    public Task PutArchiveAsync(string container, string directory, Stream tar, CancellationToken cancellationToken) =>
        ChangeAsync($"upload to {directory} of container {container}", async (stop, movesOn) =>
        {
            var parameters = new ContainerPathStatParameters { Path = directory };
            await Client.Containers.ExtractArchiveToContainerAsync(container, parameters, new WatchedStream(tar, movesOn), stop);
            return true;
        }, cancellationToken);

    public Task<IContainerStream> AttachAsync(string container, AttachTo to, CancellationToken cancellationToken)
    {
        var parameters = new ContainerAttachParameters
        {
            Stream = true,
            Stdin = to == AttachTo.Input,
            Stdout = to == AttachTo.Output,
            Stderr = to == AttachTo.Output,
        };
        return QuestionAsync<IContainerStream>(
            $"attachment to container {container}",
            async stop =>
                new DockerContainerStream(await Client.Containers.AttachContainerAsync(container, tty: false, parameters, stop), endpoint),
            cancellationToken);
    }

    public Task<IContainerStream> ReadLogAsync(string container, CancellationToken cancellationToken)
    {
        var parameters =
            new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Follow = false, Timestamps = true, Tail = "all" };
        return QuestionAsync<IContainerStream>(
            $"log of container {container}",
            async stop =>
            {
                var log = await Client.Containers.GetContainerLogsAsync(container, tty: true, parameters, stop);
                return new DockerLogStream(log, endpoint, TimeSpan.FromSeconds(options.EngineCallSeconds), time);
            },
            cancellationToken);
    }

    public Task StartAsync(string container, CancellationToken cancellationToken) =>
        ChangeAsync(
            $"start of container {container}",
            (stop, _) => WatchAsync(EngineCall.Start, () => Client.Containers.StartContainerAsync(container, null, stop)),
            cancellationToken);

    public Task WaitAsync(string container, CancellationToken cancellationToken) =>
        _calls.MakeAsync(
            EngineCallKind.Long,
            $"wait for container {container}",
            (stop, _) => OrIfAsync<long>(
                HttpStatusCode.NotFound, 0, async () => (await Client.Containers.WaitContainerAsync(container, stop)).StatusCode),
            cancellationToken);

    public Task<bool> KillAsync(string container, CancellationToken cancellationToken) =>
        UrgentAsync($"kill of container {container}", stop => OrIfNotRunningAsync(async () =>
        {
            await Client.Containers.KillContainerAsync(container, new ContainerKillParameters { Signal = "SIGKILL" }, stop);
            return true;
        }), cancellationToken);

    public Task FreezeAsync(string container, CancellationToken cancellationToken) =>
        UrgentAsync($"freezing of container {container}", stop => OrIfNotRunningAsync(async () =>
        {
            await Client.Containers.PauseContainerAsync(container, stop);
            return true;
        }), cancellationToken);

    public Task<ContainerSnapshot?> InspectAsync(string container, CancellationToken cancellationToken) =>
        QuestionAsync(
            $"inspection of container {container}",
            stop => OrIfAsync<ContainerSnapshot?>(
                HttpStatusCode.NotFound,
                null,
                async () => DockerModels.FromResponse(await Client.Containers.InspectContainerAsync(container, stop))),
            cancellationToken);

    public Task<IReadOnlyList<LabelledResource>> ListContainersAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        QuestionAsync<IReadOnlyList<LabelledResource>>($"list of the containers labelled {string.Join(' ', labels)}", async stop =>
        {
            var containers = await Client.Containers.ListContainersAsync(
                new ContainersListParameters { All = true, Filters = Filter(labels) }, stop);
            return
            [
                .. containers.Select(
                    c => new LabelledResource(c.ID, [.. c.Names.Select(n => n.TrimStart('/'))], DockerModels.Labels(c.Labels))),
            ];
        }, cancellationToken);

    public Task<IReadOnlySet<IPAddress>> ListAddressesAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        QuestionAsync<IReadOnlySet<IPAddress>>($"list of the running containers labelled {string.Join(' ', labels)}", async stop =>
        {
            var running = await Client.Containers.ListContainersAsync(new ContainersListParameters { Filters = Filter(labels) }, stop);
            return running.SelectMany(c => c.NetworkSettings?.Networks?.Values ?? []).SelectMany(DockerModels.Addresses).ToHashSet();
        }, cancellationToken);

    public Task RemoveContainerAsync(string container, CancellationToken cancellationToken) =>
        RemovalAsync(
            $"removal of container {container}",
            stop => Client.Containers.RemoveContainerAsync(
                container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, stop),
            cancellationToken);

    public void Dispose()
    {
        if (_clients.IsValueCreated)
            _clients.Value.Dispose();
        _calls.Dispose();
    }

    private static Dictionary<string, IDictionary<string, bool>> Filter(IReadOnlyList<string> labels) =>
        new() { ["label"] = labels.ToDictionary(l => l, _ => true) };

    /// <summary>Watches only the engine's part of a call. The wait for its turn here is not the engine's.</summary>
    private Task<T> WatchAsync<T>(EngineCall kind, Func<Task<T>> call) => slowness is null ? call() : slowness.WatchAsync(kind, call);

    private Task<T> UrgentAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        _calls.MakeAsync(EngineCallKind.Urgent, what, (stop, _) => call(stop), cancellationToken);

    private Task<T> QuestionAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        _calls.MakeAsync(EngineCallKind.Question, what, (stop, _) => call(stop), cancellationToken);

    private Task<T> ChangeAsync<T>(string what, Func<CancellationToken, Action, Task<T>> call, CancellationToken cancellationToken) =>
        _calls.MakeAsync(EngineCallKind.Change, what, call, cancellationToken);

    private Task RemovalAsync(string what, Func<CancellationToken, Task> remove, CancellationToken cancellationToken) =>
        _calls.MakeAsync(EngineCallKind.Removal, what, (stop, _) => OrIfAsync(HttpStatusCode.NotFound, false, async () =>
        {
            await remove(stop);
            return true;
        }), cancellationToken);

    private async Task StreamAsync(
        string what,
        string path,
        Func<HttpContent?> content,
        string? credential,
        IProgress<BuilderMessage> progress,
        CancellationToken cancellationToken)
    {
        // A call that was left alone reports nothing more: its caller is through with what it reported.
        using var listener = new DetachedProgress(progress);
        await _calls.MakeAsync(
            EngineCallKind.Long,
            what,
            async (stop, _) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content() };
                if (credential is not null)
                    request.Headers.Add("X-Registry-Auth", credential);
                await Streams.PostAsync(request, listener, stop);
                return true;
            },
            cancellationToken);
    }

    private readonly record struct FileOrLink(byte[]? Bytes, string? Target);
}
