using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Functron.Benchmarks.Calls;

/// <summary>A Functron of the bench's own, on a free port of loopback.</summary>
internal sealed class FunctronProcess
{
    private static readonly byte[] Request = MeasuredFunction.Request();

    private readonly string _data;
    private readonly TimeProvider _time;
    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    /// <summary>Starts it.</summary>
    /// <param name="app">Its assembly.</param>
    /// <param name="socket">The engine's.</param>
    /// <param name="data">Its data directory.</param>
    public FunctronProcess(string app, string socket, string data, string runPath, TimeProvider time)
    {
        (_data, _time, RunPath) = (data, time, runPath);
        var url = $"http://127.0.0.1:{FreePort()}";
        _http = new HttpClient { BaseAddress = new Uri(url) };
        string[] options = [$"DataDirectory={data}", $"DockerEndpoint=unix://{socket}", $"RunPath={runPath}"];
        _process = new ChildProcess("dotnet", [app, "--urls", url, .. options.Select(option => $"--Functron:{option}")]);
    }

    /// <summary>The option it was started with.</summary>
    public string RunPath { get; }

    /// <summary>The id that its containers and images are labelled with; null as long as it has made none.</summary>
    public string? Installation
    {
        get
        {
            var file = Path.Combine(_data, "payloads", "content", "installation");
            return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        }
    }

    /// <exception cref="BenchFailedException">It was not healthy within 60 s.</exception>
    public Task WaitUntilReadyAsync(CancellationToken cancel) => UntilAsync("it was healthy", async () =>
    {
        using var answer = await _http.GetAsync("health", cancel);
        return answer.IsSuccessStatusCode;
    }, cancel);

    /// <summary>Which way it runs functions, and why.</summary>
    /// <exception cref="BenchFailedException">It did not know within 60 s.</exception>
    public async Task<(string Path, string Why)> FindPathAsync(CancellationToken cancel)
    {
        var (path, why) = ("", "");
        await UntilAsync("it knew its way to run functions", async () =>
        {
            var health = await _http.GetFromJsonAsync<JsonElement>("health", cancel);
            if (!health.TryGetProperty("run", out var run))
                (path, why) = (CallRows.Engine, "this Functron knows of none");
            else if (run.ValueKind == JsonValueKind.Object)
                (path, why) = (run.GetProperty("path").ToString(), run.GetProperty("why").ToString());
            return path is CallRows.Launcher or CallRows.Engine;
        }, cancel);
        return (path, why);
    }

    /// <summary>Calls the measured function.</summary>
    /// <exception cref="BenchFailedException">The answer is no success.</exception>
    public async Task<JsonDocument> ExecAsync(CancellationToken cancel)
    {
        using var body = new ByteArrayContent(Request) { Headers = { ContentType = new("application/json") } };
        using var answer = await _http.PostAsync("v1/exec", body, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text)
            : throw new BenchFailedException($"Functron answered {(int)answer.StatusCode}: {text}");
    }

    /// <exception cref="BenchFailedException">It had not cleaned up within 60 s.</exception>
    public Task WaitUntilCleanedUpAsync(string instance, CancellationToken cancel) => UntilAsync("it had cleaned up", async () =>
    {
        var invocation = await _http.GetFromJsonAsync<JsonElement>($"v1/invocations/{instance}", cancel);
        return invocation.GetProperty("status").GetString() == "Completed";
    }, cancel);

    /// <summary>Asks it to end, and kills it after 30 s.</summary>
    public Task StopAsync()
    {
        _http.Dispose();
        return _process.StopAsync(_time);
    }

    private async Task UntilAsync(string what, Func<Task<bool>> condition, CancellationToken cancel)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancel))
        {
            try
            {
                if (await condition())
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet, or it has ended.
            }

            if (_process.HasExited || clock.Elapsed > TimeSpan.FromSeconds(60))
                throw new BenchFailedException($"Functron was given up before {what}; its last words:\n{_process.LastWords}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
