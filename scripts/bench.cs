#:property PublishAot=false
#:property TreatWarningsAsErrors=true
#:property InvariantGlobalization=true

// The bench behind ./bench.sh run. Arguments: rounds, the engine's socket, the docker client, Functron's assembly.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using var brokenOff = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, BreakOff);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, BreakOff);

try
{
    await using var bench = new Bench(socket: args[1], docker: args[2], app: args[3], brokenOff.Token);
    await bench.RunAsync(rounds: int.Parse(args[0]));
    return 0;
}
catch (Exception) when (brokenOff.IsCancellationRequested)
{
    Say.Line("broken off");
    return 130;
}
catch (Exception e) when (e is BenchFailedException or HttpRequestException or TimeoutException or IOException)
{
    Say.Line(e.Message);
    return 69; // EX_UNAVAILABLE
}

void BreakOff(PosixSignalContext signal)
{
    signal.Cancel = true;
    brokenOff.Cancel();
}

/// <summary>What is measured: the same function on every way, and what its output must be.</summary>
internal static class Function
{
    public const string Dockerfile = "FROM busybox\nCMD [\"cat\", \"/data/greeting.txt\", \"-\"]\n";
    public const string FileName = "greeting.txt", File = "Hello, ", Stdin = "bench!\n", Output = File + Stdin;

    public static byte[] Tar(string name, string text)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        return bytes.ToArray();
    }
}

/// <summary>Sets up, measures in turns, prints; disposing it removes all that it and its Functrons left on engine and disk.</summary>
internal sealed class Bench(string socket, string docker, string app, CancellationToken cancel) : IAsyncDisposable
{
    private const string Launcher = "launcher", EnginePath = "engine";
    private static readonly string[] s_phases = ["Queue", "Build", "Create", "Start", "Run", "Total"];

    private readonly string _name = "functron-bench-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("functron-bench-");
    private readonly Engine _engine = new(socket);
    private readonly Samples _samples = new();
    private readonly List<FunctronProcess> _functrons = [];
    private readonly List<string> _labels = [];
    private int _dockerRuns;

    public async Task RunAsync(int rounds)
    {
        _labels.Add($"{_name}=1");
        var loadBefore = Load();
        using var starts = await StartEvents.SubscribeAsync(_engine);
        await _engine.BuildAsync(_name, Function.Dockerfile);
        Directory.CreateDirectory(FilesOfDockerRun);
        await File.WriteAllTextAsync(Path.Combine(FilesOfDockerRun, Function.FileName), Function.File, cancel);

        // "auto" falls back to the engine path and says why; what every single run did is checked below.
        var why = await (await StartFunctronAsync("auto")).FindPathAsync(cancel) is (not Launcher, var reason) ? reason : null;
        if (why is not null)
            await StopAsync(_functrons[0]);
        await StartFunctronAsync(EnginePath);

        for (var round = 0; round <= rounds; round++)
        {
            Say.Line(round == 0 ? "warming up" : $"round {round} of {rounds}");
            foreach (var functron in _functrons)
                await MeasureAsync(functron, functron.RunPath == EnginePath ? EnginePath : Launcher, starts);
            await MeasureDockerRunAsync(starts);
            await MeasureBuildAsync();
            if (round == 0)
                _samples.Clear();
        }

        await PrintAsync(rounds, loadBefore, why);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var functron in _functrons.ToArray())
            await TryAsync(() => StopAsync(functron));

        // The engine may finish a build that was broken off: then its image appears only after the Functron is gone.
        var patience = cancel.IsCancellationRequested ? TimeSpan.FromSeconds(3) : TimeSpan.Zero;
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(250, CancellationToken.None))
        {
            foreach (var label in _labels)
                await TryAsync(() => _engine.RemoveLabelledAsync(label));
            if (clock.Elapsed >= patience)
                break;
        }

        await TryAsync(() => _engine.RemoveImageAsync(_name));
        await TryAsync(() => Task.Run(() => _folder.Delete(recursive: true)));
        _engine.Dispose();
    }

    private string FilesOfDockerRun => Path.Combine(_folder.FullName, "data");

    private async Task<FunctronProcess> StartFunctronAsync(string runPath)
    {
        var functron = new FunctronProcess(app, socket, Path.Combine(_folder.FullName, runPath), runPath);
        _functrons.Add(functron);
        await functron.WaitUntilReadyAsync(cancel);
        return functron;
    }

    private async Task StopAsync(FunctronProcess functron)
    {
        _functrons.Remove(functron);
        await functron.StopAsync();
        if (functron.Installation is { } id)
            _labels.Add($"functron.installation={id}");
    }

    private async Task MeasureAsync(FunctronProcess functron, string path, StartEvents starts)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await functron.ExecAsync(cancel);
        _samples.Add($"request to answer, {path} path", clock.Elapsed);
        var answered = DateTime.UtcNow;

        var result = answer.RootElement;
        if (result.GetProperty("ExitCode").ToString() != "0" || result.GetProperty("CmdOut").GetString() is not { } output
            || Encoding.UTF8.GetString(Convert.FromBase64String(output)) != Function.Output)
            throw new BenchFailedException($"the {path} path gave a wrong answer: {result}");
        foreach (var phase in s_phases)
        {
            if (result.GetProperty("Timings").GetProperty(phase) is { ValueKind: JsonValueKind.Number } milliseconds)
                _samples.Add($"{path} {phase}", TimeSpan.FromMilliseconds(milliseconds.GetDouble()));
        }

        var instance = result.GetProperty("InstanceId").GetString()!;
        var start = await starts.OfAsync(instance, cancel);
        if (start.ByLauncher != (path == Launcher))
            throw new BenchFailedException($"a function of the {path} path was run by the other one");
        _samples.Add($"started to answer, {path} path", answered - start.At);

        // What comes next shall not pay for this one's clean-up.
        await functron.WaitUntilCleanedUpAsync(instance, cancel);
    }

    private async Task MeasureDockerRunAsync(StartEvents starts)
    {
        var container = $"{_name}-{++_dockerRuns}";
        var start = new ProcessStartInfo(docker,
            ["run", "--rm", "-i", "--name", container, "--label", $"{_name}=1", "--volume", $"{FilesOfDockerRun}:/data:ro", _name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOCKER_HOST"] = $"unix://{socket}" },
        };
        var clock = Stopwatch.StartNew();
        using var run = Process.Start(start)!;
        await run.StandardInput.WriteAsync(Function.Stdin);
        run.StandardInput.Close();
        // To its end, which is near: a client that is given up may still make its container.
        var output = await run.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await run.WaitForExitAsync(CancellationToken.None);
        _samples.Add("docker run --rm -i, whole command", clock.Elapsed);
        var returned = DateTime.UtcNow;
        if (run.ExitCode != 0 || output != Function.Output)
            throw new BenchFailedException($"docker run ended with {run.ExitCode} and wrote '{output}'");
        _samples.Add("started to returned, docker run", returned - (await starts.OfAsync(container, cancel)).At);
    }

    private async Task MeasureBuildAsync()
    {
        var clock = Stopwatch.StartNew();
        await _engine.BuildAsync(_name, Function.Dockerfile);
        _samples.Add("build call", clock.Elapsed);
    }

    private async Task PrintAsync(int rounds, string loadBefore, string? whyNoLauncher)
    {
        var engine = await _engine.GetAsync("info");
        string[] paths = whyNoLauncher is null ? [Launcher, EnginePath] : [EnginePath];
        Console.WriteLine($"""
            {Environment.ProcessorCount} cores, Docker {engine.GetProperty("ServerVersion")} ({engine.GetProperty("Driver")}), Linux {engine.GetProperty("KernelVersion")}
            load average {loadBefore} at the start, {Load()} at the end
            {rounds} rounds, each way once in every round; milliseconds
            FROM busybox, its layers known; the function prints a file from /data and echoes its stdin
            docker run: the image of the build call, the file in a mounted folder
            """);
        if (whyNoLauncher is not null)
            Console.WriteLine($"the launcher path is left out: {whyNoLauncher}");

        Console.WriteLine($"\n| {"",-36} | {"p10",7} | {"median",7} | {"p90",7} |\n|{new string('-', 38)}|--------:|--------:|--------:|");
        string[] rows = [
            .. paths.Select(path => $"request to answer, {path} path"), "docker run --rm -i, whole command", "build call",
            .. paths.Select(path => $"started to answer, {path} path"), "started to returned, docker run"];
        foreach (var row in rows)
            Console.WriteLine($"| {row,-36} | {_samples.At(row, 0.1),7:F1} | {_samples.Median(row),7:F1} | {_samples.At(row, 0.9),7:F1} |");
        Console.WriteLine("\nStarted is when the engine's event says so; an answer that was there before counts below zero.\n");

        Console.WriteLine($"| {"medians of",-10} |{string.Concat(s_phases.Select(phase => $" {phase,7} |"))}\n|------------|{string.Concat(s_phases.Select(_ => "--------:|"))}");
        foreach (var path in paths)
            Console.WriteLine($"| {path,-10} |{string.Concat(s_phases.Select(phase => $" {_samples.Median($"{path} {phase}"),7:F1} |"))}");
        Console.WriteLine();

        var byHand = _samples.Median("docker run --rm -i, whole command") + _samples.Median("build call");
        foreach (var path in paths)
            Console.WriteLine($"{path} path / (docker run + build call) = {_samples.Median($"request to answer, {path} path") / byHand:F2}{(path == Launcher ? " (to reach: 0.80 or less)" : "")}");
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static async Task TryAsync(Func<Task> clean)
    {
        try
        {
            await clean();
        }
        catch (Exception e)
        {
            Say.Line($"cleaning up: {e.Message}");
        }
    }
}

/// <summary>A Functron of the bench's own, on a free port of loopback.</summary>
internal sealed class FunctronProcess
{
    private static readonly byte[] s_request = JsonSerializer.SerializeToUtf8Bytes(new
    {
        FnName = "bench",
        DockerFile = Function.Dockerfile,
        TarFile = Function.Tar(Function.FileName, Function.File),
        Function.Stdin,
        StdinEncoding = "text",
        Timeout = 60,
    });

    private readonly ConcurrentQueue<string> _log = [];
    private readonly string _data;
    private readonly Process _process;
    private readonly HttpClient _http;

    public FunctronProcess(string app, string socket, string data, string runPath)
    {
        (_data, RunPath) = (data, runPath);
        var url = $"http://127.0.0.1:{FreePort()}";
        _http = new HttpClient { BaseAddress = new Uri(url) };
        _process = Process.Start(new ProcessStartInfo("dotnet",
            [app, "--urls", url, $"--Functron:DataDirectory={data}", $"--Functron:DockerEndpoint=unix://{socket}", $"--Functron:RunPath={runPath}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The option it was started with.</summary>
    public string RunPath { get; }

    /// <summary>What its containers and images are labelled with; null: it made none yet.</summary>
    public string? Installation => Path.Combine(_data, "payloads", "content", "installation") is var file && File.Exists(file) ? File.ReadAllText(file).Trim() : null;

    public Task WaitUntilReadyAsync(CancellationToken cancel) => UntilAsync("it was healthy", async () =>
    {
        using var answer = await _http.GetAsync("health", cancel);
        return answer.IsSuccessStatusCode;
    }, cancel);

    /// <summary>Which way it runs functions, and why.</summary>
    public async Task<(string Path, string Why)> FindPathAsync(CancellationToken cancel)
    {
        var (path, why) = ("", "");
        await UntilAsync("it knew its way to run functions", async () =>
        {
            var health = await _http.GetFromJsonAsync<JsonElement>("health", cancel);
            if (!health.TryGetProperty("run", out var run))
                (path, why) = ("engine", "this Functron knows of none");
            else if (run.ValueKind == JsonValueKind.Object)
                (path, why) = (run.GetProperty("path").ToString(), run.GetProperty("why").ToString());
            return path is "launcher" or "engine";
        }, cancel);
        return (path, why);
    }

    public async Task<JsonDocument> ExecAsync(CancellationToken cancel)
    {
        using var body = new ByteArrayContent(s_request) { Headers = { ContentType = new("application/json") } };
        using var answer = await _http.PostAsync("v1/exec", body, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new BenchFailedException($"Functron answered {(int)answer.StatusCode}: {text}");
    }

    public Task WaitUntilCleanedUpAsync(string instance, CancellationToken cancel) => UntilAsync("it had cleaned up", async () =>
        (await _http.GetFromJsonAsync<JsonElement>($"v1/invocations/{instance}", cancel)).GetProperty("status").GetString() == "Completed", cancel);

    public async Task StopAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _ = Kill(_process.Id, 15);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task UntilAsync(string what, Func<Task<bool>> condition, CancellationToken cancel)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(20, cancel))
        {
            try
            {
                if (await condition())
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet, or no more.
            }

            if (_process.HasExited || clock.Elapsed > TimeSpan.FromSeconds(60))
                throw new BenchFailedException($"Functron was given up before {what}; its last words:\n{string.Join('\n', _log)}");
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _log.Enqueue(line);
        if (_log.Count > 20)
            _log.TryDequeue(out _);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // System.Diagnostics.Process knows no SIGTERM.
    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

/// <summary>The Engine API over its socket: the few calls that are needed here. None is broken off: what it made would be left behind.</summary>
internal sealed class Engine(string socket) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://engine/"), Timeout = TimeSpan.FromMinutes(5) };

    public Task<JsonElement> GetAsync(string path) => _http.GetFromJsonAsync<JsonElement>(path);

    public Task<Stream> StreamAsync(string path) => _http.GetStreamAsync(path);

    public async Task BuildAsync(string image, string dockerfile)
    {
        using var context = new ByteArrayContent(Function.Tar("Dockerfile", dockerfile)) { Headers = { ContentType = new("application/x-tar") } };
        using var answer = await _http.PostAsync($"build?t={image}&rm=1&forcerm=1", context);
        // A build that fails answers 200, too.
        var lines = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode || lines.Contains("\"errorDetail\"", StringComparison.Ordinal))
            throw new BenchFailedException($"the build call failed: {lines}");
    }

    public async Task RemoveLabelledAsync(string label)
    {
        var filter = Uri.EscapeDataString(JsonSerializer.Serialize(new { label = new[] { label } }));
        foreach (var container in (await GetAsync($"containers/json?all=1&filters={filter}")).EnumerateArray())
            (await _http.DeleteAsync($"containers/{container.GetProperty("Id")}?force=1&v=1")).Dispose();
        foreach (var image in (await GetAsync($"images/json?filters={filter}")).EnumerateArray())
            await RemoveImageAsync(image.GetProperty("Id").GetString()!);
    }

    public async Task RemoveImageAsync(string image)
    {
        using var answer = await _http.DeleteAsync($"images/{image}?force=1");
        if (!answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.NotFound)
            throw new BenchFailedException(await answer.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>When the engine says that a container started, and on which of Functron's paths.</summary>
internal sealed record ContainerStart(DateTime At, bool ByLauncher);

/// <summary>The engine's start events; it keeps few of them, so they are read from before the first container.</summary>
internal sealed class StartEvents : IDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ContainerStart>> _starts = new();
    private readonly StreamReader _events;

    private StartEvents(Stream events) => _events = new StreamReader(events);

    public static async Task<StartEvents> SubscribeAsync(Engine engine)
    {
        var filter = Uri.EscapeDataString("""{"type":["container"],"event":["start"]}""");
        var starts = new StartEvents(await engine.StreamAsync($"events?filters={filter}"));
        _ = starts.ReadAsync();
        return starts;
    }

    /// <param name="key">A container's name, or the instance that it was made for.</param>
    public Task<ContainerStart> OfAsync(string key, CancellationToken cancel) => Entry(key).Task.WaitAsync(TimeSpan.FromSeconds(10), cancel);

    public void Dispose() => _events.Dispose();

    private async Task ReadAsync()
    {
        try
        {
            while (await _events.ReadLineAsync() is { } line)
                Take(JsonDocument.Parse(line).RootElement);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The bench or the engine ended; who waits for an event runs into its limit.
        }
    }

    private void Take(JsonElement start)
    {
        var attributes = start.GetProperty("Actor").GetProperty("Attributes");
        var byLauncher = attributes.TryGetProperty("functron.path", out var path) && path.GetString() == "launcher";
        var found = new ContainerStart(DateTime.UnixEpoch.AddTicks(start.GetProperty("timeNano").GetInt64() / 100), byLauncher);
        foreach (var key in (string[])["name", "functron.instance"])
        {
            if (attributes.TryGetProperty(key, out var value))
                Entry(value.GetString()!).TrySetResult(found);
        }
    }

    private TaskCompletionSource<ContainerStart> Entry(string key) =>
        _starts.GetOrAdd(key, _ => new TaskCompletionSource<ContainerStart>(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>Milliseconds by the name of what was measured.</summary>
internal sealed class Samples
{
    private readonly Dictionary<string, List<double>> _values = [];

    public void Add(string name, TimeSpan value)
    {
        if (!_values.TryGetValue(name, out var values))
            _values[name] = values = [];
        values.Add(value.TotalMilliseconds);
    }

    public void Clear() => _values.Clear();

    public double Median(string name) => At(name, 0.5);

    /// <summary>The quantile, interpolated between its two neighbours; not a number where nothing was measured.</summary>
    public double At(string name, double quantile)
    {
        if (!_values.TryGetValue(name, out var values))
            return double.NaN;
        var sorted = values.Order().ToArray();
        var position = quantile * (sorted.Length - 1);
        var (below, above) = (sorted[(int)Math.Floor(position)], sorted[(int)Math.Ceiling(position)]);
        return below + ((above - below) * (position - Math.Floor(position)));
    }
}

internal static class Say
{
    public static void Line(string words) => Console.Error.WriteLine($"functron: {words}");
}

internal sealed class BenchFailedException(string message) : Exception(message);
