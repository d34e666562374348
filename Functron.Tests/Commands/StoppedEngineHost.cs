using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Functron.Tests.Hosting;

namespace Functron.Tests.Commands;

/// <summary>The built app on an engine that a test stops.</summary>
internal sealed partial class StoppedEngineHost : IAsyncDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly Command _process;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private StoppedEngineHost(SecondEngine engine, string path)
    {
        // Without a network: the engine's bridge is in a namespace that goes with the engine.
        _process = Command.Start("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "Functron.FunctionApp.dll"), "--urls=http://127.0.0.1:0", $"--Functron:RunPath={path}",
            $"--Functron:DockerEndpoint=unix://{engine.Docker.Socket}", "--Functron:NetworkMode=none",
            $"--Functron:DataDirectory={_data.Path}", "--Functron:SweepSeconds=1"]);
    }

    public string Log => _process.Output + _process.Errors;

    /// <param name="path">The way to run functions: <c>launcher</c> or <c>engine</c>.</param>
    public static async Task<StoppedEngineHost> StartAsync(SecondEngine engine, string path)
    {
        var host = new StoppedEngineHost(engine, path);
        await Until.TrueAsync("Functron listens", () => Listening().IsMatch(host.Log), about: () => host.Log);
        host._http.BaseAddress = new Uri(Listening().Match(host.Log).Groups[1].Value);
        return host;
    }

    /// <returns>The id of an invocation of this shell command.</returns>
    public async Task<string> BeginAsync(string command)
    {
        using var answer = await _http.PostAsJsonAsync(
            "v1/invocations", new { FnName = "stop", DockerFile = $"FROM busybox\nCMD {command}", Timeout = 300 });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <returns>The status of an invocation, when it has ended.</returns>
    public async Task<JsonElement> EndedAsync(string id)
    {
        JsonElement status = default;
        await Until.TrueAsync(
            "the invocation has ended",
            async () =>
            {
                status = await _http.GetFromJsonAsync<JsonElement>($"v1/invocations/{id}");
                return status.GetProperty("status").GetString() is "Completed" or "Failed";
            },
            about: () => $"{status}\n{Log}");
        return status;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
        _data.Dispose();
    }

    [GeneratedRegex("Listening on (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
