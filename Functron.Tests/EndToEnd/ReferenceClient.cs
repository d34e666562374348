using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

/// <summary>
/// A client that does what Functron 1's Python client does: it sends stdin as base64, parses a JSON body whatever
/// the status, and reads every key by its exact name. A server it works with is a drop-in replacement.
/// </summary>
internal sealed class ReferenceClient(HttpClient http)
{
    /// <summary>The status of <c>POST /v1/ping</c>.</summary>
    public async Task<HttpStatusCode> PingAsync()
    {
        using var answer = await http.PostAsync("v1/ping", content: null);
        return answer.StatusCode;
    }

    /// <param name="timeout">Seconds that the function may run.</param>
    public async Task<ReferenceAnswer> ExecAsync(string dockerFile, byte[] tar, double timeout, string stdin = "")
    {
        var request = new Dictionary<string, object>
        {
            ["FnName"] = "reference",
            ["DockerFile"] = dockerFile,
            ["TarFile"] = Convert.ToBase64String(tar),
            ["Stdin"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(stdin)),
            ["Timeout"] = timeout,
        };
        using var answer = await http.PostAsJsonAsync("v1/exec", request, JsonSerializerOptions.Default);
        await using var body = await answer.Content.ReadAsStreamAsync();
        using var json = await JsonDocument.ParseAsync(body);
        return ReferenceAnswer.Of(answer.StatusCode, json.RootElement);
    }
}
