using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Functron.Benchmarks.Calls;

/// <summary>
/// The few calls of the Engine API that are needed here, over its socket. None is cancelled: what it made would be left behind.
/// </summary>
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

    /// <exception cref="BenchFailedException">The build failed.</exception>
    public async Task BuildAsync(string image, string dockerfile)
    {
        using var context = new ByteArrayContent(MeasuredFunction.Tar("Dockerfile", dockerfile))
        {
            Headers = { ContentType = new("application/x-tar") },
        };
        using var answer = await _http.PostAsync($"build?t={image}&rm=1&forcerm=1", context);
        // A build that fails answers 200, too.
        var lines = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode || lines.Contains("\"errorDetail\"", StringComparison.Ordinal))
            throw new BenchFailedException($"the build call failed: {lines}");
    }

    /// <summary>Removes the containers and images with this label.</summary>
    public async Task RemoveLabelledAsync(string label)
    {
        var filter = Uri.EscapeDataString(JsonSerializer.Serialize(new { label = new[] { label } }));
        foreach (var container in (await GetAsync($"containers/json?all=1&filters={filter}")).EnumerateArray())
            (await _http.DeleteAsync($"containers/{container.GetProperty("Id")}?force=1&v=1")).Dispose();
        foreach (var image in (await GetAsync($"images/json?filters={filter}")).EnumerateArray())
            await RemoveImageAsync(image.GetProperty("Id").GetString()!);
    }

    /// <summary>Removes an image, if there is one.</summary>
    public async Task RemoveImageAsync(string image)
    {
        using var answer = await _http.DeleteAsync($"images/{image}?force=1");
        if (!answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.NotFound)
            throw new BenchFailedException(await answer.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}
