using System.Net;
using System.Text;
using System.Text.Json;

namespace Functron.Tests.Commands.Container;

/// <summary>Functron in a container, as the README has it, but on a port that is free.</summary>
internal sealed class FunctronContainer : IAsyncDisposable
{
    private readonly Docker _docker;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(3) };

    private FunctronContainer(Docker docker, string name, string data) => (_docker, Name, Data) = (docker, name, data);

    public string Name { get; }

    /// <summary>Its data directory, which has the same path inside.</summary>
    public string Data { get; }

    public Uri Address { get; private set; } = null!;

    /// <param name="socket">Of the engine that it uses.</param>
    /// <param name="policy">When the engine starts it again.</param>
    public static async Task<FunctronContainer> StartAsync(
        ContainerImage image, string data, string socket, string policy = "no", params string[] options)
    {
        var container = new FunctronContainer(image.Docker, $"functron-check-{Guid.NewGuid().ToString("N")[..8]}", data);
        try
        {
            await image.Docker.TextAsync([
                "run", "--detach", "--tty", "--name", container.Name, "--restart", policy, "--volume", $"{socket}:/var/run/docker.sock",
                "--volume", $"{data}:{data}", "--env", $"Functron__DataDirectory={data}", "--publish", "127.0.0.1::8081", image.Name,
                    .. options]);
            await Until.TrueAsync("the container answers", container.IsReachableAsync);
            return container;
        }
        catch (Exception e)
        {
            var log = await container.LogAsync();
            await container.DisposeAsync();
            throw new InvalidOperationException($"The container did not start:\n{log}", e);
        }
    }

    /// <summary>Finds out its port, which is another one after each start.</summary>
    public async Task<bool> IsReachableAsync()
    {
        var port = await _docker.RunAsync("port", Name, "8081/tcp");
        if (port.ExitCode != 0 || port.Text.Length == 0)
            return false;
        Address = new Uri($"http://{port.Text.Split('\n')[0].Trim()}/");
        try
        {
            using var ping = await _http.GetAsync(new Uri(Address, "v1/ping"));
            return ping.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Calls a function that gives its input back, and checks its answer.</summary>
    public async Task<JsonElement> HelloAsync(string? host = null)
    {
        var (status, answer) = await CallAsync("FROM busybox\nCMD cat", host);
        Assert.True(status == HttpStatusCode.OK, $"{status}: {answer}\n{await LogAsync()}");
        Assert.Equal("SGVsbG8h", answer.GetProperty("CmdOut").GetString());
        return answer;
    }

    /// <param name="host">The name by which the caller knows the service.</param>
    /// <param name="origin">The page that calls, if a browser does.</param>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> CallAsync(string dockerfile, string? host = null, string? origin = null)
    {
        var body = JsonSerializer.Serialize(new { FnName = "hello", DockerFile = dockerfile, Stdin = "Hello!", Timeout = 30 });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "v1/exec"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Host = host;
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var answer = await _http.SendAsync(request);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    public async Task BeginAsync(string name, string command)
    {
        var body = JsonSerializer.Serialize(new { FnName = name, DockerFile = $"FROM busybox\nCMD {command}", Timeout = 600 });
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(Address, "v1/invocations"), content);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    public Task<string> GetAsync(string route) => _http.GetStringAsync(new Uri(Address, route));

    public async Task<string> LogAsync() => (await _docker.RunAsync("logs", Name)).All;

    public Task<string> InspectAsync(string format) => _docker.TextAsync("inspect", "--format", format, Name);

    public Task<string> ExecAsync(params string[] command) => _docker.TextAsync(["exec", Name, .. command]);

    /// <summary>The id by which its containers and images are known.</summary>
    public Task<string> InstallationAsync() => ExecAsync("cat", $"{Data}/payloads/content/installation");

    public async ValueTask DisposeAsync()
    {
        await _docker.RunAsync("rm", "--force", "--volumes", Name);
        _http.Dispose();
    }
}
