using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Net;
using System.Text.RegularExpressions;
using Functron.Execution.Engine;

namespace Functron.Tests.Execution.Engine;

/// <summary>
/// An engine in memory: every image is there, and a container runs until it is killed or the test ends it. A build does nothing but to
/// label, and a container has the labels of its image, unless it is given others. It counts its calls.
/// </summary>
internal sealed partial class ScriptedEngine : IContainerEngine
{
    private readonly ConcurrentDictionary<string, Container> _containers = new();
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _built = new();
    private int _builds;
    private int _calls;
    private int _lists;

    public int Calls => Volatile.Read(ref _calls);

    public int ContainerLists => Volatile.Read(ref _lists);

    public int Builds => Volatile.Read(ref _builds);

    /// <summary>What it says of an image, by the name or id that it is asked for.</summary>
    public Func<string, ImageSnapshot, ImageSnapshot> Image { get; set; } = (_, image) => image;

    /// <summary>Listed beside those that were made here.</summary>
    public List<LabelledResource> OtherContainers { get; } = [];

    /// <summary>All that are listed.</summary>
    public List<LabelledResource> Images { get; } = [];

    /// <summary>Names or ids.</summary>
    public ConcurrentQueue<string> Removed { get; } = new();

    /// <summary>The run of each container, in the order of their creation.</summary>
    public ConcurrentQueue<string> Runs { get; } = new();

    /// <summary>Likewise the instance.</summary>
    public ConcurrentQueue<string> Instances { get; } = new();

    /// <summary>Those of the running containers.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; set; } = [];

    /// <summary>What comes before a list is made.</summary>
    public Func<Task> BeforeList { get; set; } = () => Task.CompletedTask;

    public string Endpoint => "scripted://";

    public void End(string runId) => _containers.Values.Single(c => c.Spec.Labels[Labels.Run] == runId).End(0);

    public IReadOnlyList<string> Running =>
    [
        .. _containers.Values
            .Where(c => c is { Started: not null, Ended.Task.IsCompleted: false })
            .Select(c => c.Spec.Labels[Labels.Run]),
    ];

    public Task<string> VersionAsync(CancellationToken cancellationToken) => CallAsync("20.10");

    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) => CallAsync(DateTimeOffset.UtcNow);

    public Task<EnginePlatform> PlatformAsync(CancellationToken cancellationToken) => CallAsync(new EnginePlatform("linux", "amd64"));

    public Task BuildAsync(ImageBuild build, IProgress<BuilderMessage> progress, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _builds);
        _built[build.Name] = LabelsIn(build.Context);
        return CallAsync(true);
    }

    public Task PullAsync(
        string image, RegistryCredential? credential, IProgress<BuilderMessage> progress, CancellationToken cancellationToken) =>
        CallAsync(true);

    public Task<ImageSnapshot?> FindImageAsync(string image, CancellationToken cancellationToken) =>
        CallAsync<ImageSnapshot?>(Find(image));

    public Task<IReadOnlyList<LabelledResource>> ListImagesAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<LabelledResource>>([.. Images.Where(image => Has(image, labels))]);

    public Task RemoveImageAsync(string image, CancellationToken cancellationToken)
    {
        Removed.Enqueue(image);
        return CallAsync(true);
    }

    public Task<string?> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        Runs.Enqueue(spec.Labels[Labels.Run]);
        Instances.Enqueue(spec.Labels[Labels.Instance]);
        var inherited = Find(spec.Image).Labels.Where(label => !spec.Labels.ContainsKey(label.Key));
        var container = new Container(spec, new Dictionary<string, string>([.. inherited, .. spec.Labels]));
        return CallAsync(_containers.TryAdd(spec.Name, container) ? spec.Name : null);
    }

    public Task<PathStat?> StatAsync(string container, string path, CancellationToken cancellationToken) => CallAsync<PathStat?>(null);

    public Task<byte[]?> ReadFileAsync(string container, string path, int limit, CancellationToken cancellationToken) =>
        CallAsync<byte[]?>(null);

    public Task PutArchiveAsync(string container, string directory, Stream tar, CancellationToken cancellationToken) => CallAsync(true);

    public Task<IContainerStream> AttachAsync(string container, AttachTo to, CancellationToken cancellationToken) =>
        ReadLogAsync(container, cancellationToken);

    public Task<IContainerStream> ReadLogAsync(string container, CancellationToken cancellationToken) =>
        CallAsync<IContainerStream>(new EmptyOutput(_containers[container].Ended.Task));

    public Task StartAsync(string container, CancellationToken cancellationToken)
    {
        _containers[container].Started = DateTimeOffset.UtcNow;
        return CallAsync(true);
    }

    public async Task WaitAsync(string container, CancellationToken cancellationToken)
    {
        await CallAsync(true);
        await _containers[container].Ended.Task.WaitAsync(cancellationToken);
    }

    public Task<bool> KillAsync(string container, CancellationToken cancellationToken) =>
        CallAsync(_containers.TryGetValue(container, out var found) && found.End(137));

    public Task FreezeAsync(string container, CancellationToken cancellationToken) => CallAsync(true);

    public Task<long> MemoryAsync(CancellationToken cancellationToken) => CallAsync(1L << 33);

    public Task<ContainerSnapshot?> InspectAsync(string container, CancellationToken cancellationToken) =>
        CallAsync(_containers.TryGetValue(container, out var found) ? found.Snapshot() : null);

    public async Task<IReadOnlyList<LabelledResource>> ListContainersAsync(
        IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lists);
        await BeforeList();
        return await CallAsync<IReadOnlyList<LabelledResource>>([.. _containers.Values
            .Select(c => new LabelledResource(c.Spec.Name, [c.Spec.Name], c.Labels))
            .Concat(OtherContainers)
            .Where(c => Has(c, labels))]);
    }

    public async Task<IReadOnlySet<IPAddress>> ListAddressesAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lists);
        await BeforeList();
        return await CallAsync<IReadOnlySet<IPAddress>>(Addresses.ToHashSet());
    }

    public Task RemoveContainerAsync(string container, CancellationToken cancellationToken)
    {
        Removed.Enqueue(container);
        return CallAsync(_containers.TryRemove(container, out _));
    }

    private static bool Has(LabelledResource resource, IReadOnlyList<string> labels) =>
        labels.All(label => resource.Labels.Any(l => label == l.Key || label == $"{l.Key}={l.Value}"));

    private ImageSnapshot Find(string image) => Image(image, new ImageSnapshot($"sha256:{image}", ["true"], "", [], [], "amd64", "", [], "")
    {
        Labels = _built.GetValueOrDefault(image.Replace("sha256:", "", StringComparison.Ordinal), new Dictionary<string, string>()),
    });

    /// <summary>Of its last line.</summary>
    private static Dictionary<string, string> LabelsIn(byte[] context)
    {
        using var tar = new TarReader(new MemoryStream(context));
        using var dockerfile = new StreamReader(tar.GetNextEntry()!.DataStream!);
        return Label().Matches(dockerfile.ReadToEnd().TrimEnd('\n').Split('\n')[^1]).ToDictionary(
            label => label.Groups[1].Value, label => label.Groups[2].Value);
    }

    [GeneratedRegex("(\\S+)='([^']*)'")]
    private static partial Regex Label();

    /// <summary>As an engine does, it answers a moment later and not on the caller's thread.</summary>
    private async Task<T> CallAsync<T>(T answer)
    {
        Interlocked.Increment(ref _calls);
        await Task.Yield();
        return answer;
    }

    private sealed class Container(ContainerSpec spec, IReadOnlyDictionary<string, string> labels)
    {
        public IReadOnlyDictionary<string, string> Labels => labels;

        private int _exitCode;

        public ContainerSpec Spec => spec;

        public DateTimeOffset? Started { get; set; }

        public TaskCompletionSource<DateTimeOffset> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool End(int exitCode)
        {
            if (Interlocked.CompareExchange(ref _exitCode, exitCode + 1, 0) != 0)
                return false;
            return Ended.TrySetResult(DateTimeOffset.UtcNow);
        }

        public ContainerSnapshot Snapshot() => new(
            spec.Name,
            Ended.Task.IsCompleted ? ContainerPhase.Exited : Started is null ? ContainerPhase.Created : ContainerPhase.Running,
            Math.Max(0, _exitCode - 1),
            false,
            Ended.Task.IsCompleted || Started is null ? 0 : 1,
            Started,
            Ended.Task.IsCompleted ? Ended.Task.Result : null,
            labels);
    }

    private sealed class EmptyOutput(Task ended) : IContainerStream
    {
        public bool MayLackNewline => false;

        public async Task<OutputChunk> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
        {
            await ended.WaitAsync(cancellationToken);
            return default;
        }

        public Task WriteAsync(byte[] buffer, int count, CancellationToken cancellationToken) => Task.CompletedTask;

        public void CloseWrite()
        {
        }

        public void Dispose()
        {
        }
    }
}
