using System.Net;
using System.Text.Json;

namespace Functron.Cli.Api;

/// <summary>Functron's HTTP API. It writes nothing to the console.</summary>
/// <param name="http">Has Functron's address, with a slash at the end, as its base.</param>
internal sealed class FunctronClient(HttpClient http)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
    };

    /// <summary>Starts an invocation.</summary>
    /// <param name="request">The request's JSON.</param>
    /// <returns>The invocation's id.</returns>
    /// <exception cref="ProblemException">Functron did not accept it.</exception>
    /// <exception cref="HttpRequestException">Functron cannot be reached.</exception>
    /// <exception cref="JsonException">The answer is not one of Functron.</exception>
    public async Task<string> StartAsync(HttpContent request, CancellationToken cancel)
    {
        using var answer = await http.PostAsync("v1/invocations", request, cancel);
        return (await ReadAsync<Started>(answer, answer.StatusCode == HttpStatusCode.Accepted, cancel)).Id;
    }

    /// <summary>Looks how an invocation is.</summary>
    /// <exception cref="ProblemException">There is none of this id, or Functron failed.</exception>
    /// <exception cref="HttpRequestException">Functron cannot be reached.</exception>
    /// <exception cref="JsonException">The answer is not one of Functron.</exception>
    public async Task<Invocation> GetAsync(string id, CancellationToken cancel)
    {
        using var answer = await http.GetAsync(PathOf(id), cancel);
        return await ReadAsync<Invocation>(answer, answer.IsSuccessStatusCode, cancel);
    }

    /// <summary>Asks Functron to cancel an invocation, which ends soon after. One that has ended stays as it is.</summary>
    /// <exception cref="HttpRequestException">Functron cannot be reached.</exception>
    public async Task CancelAsync(string id, CancellationToken cancel)
    {
        using var answer = await http.DeleteAsync(PathOf(id), cancel);
    }

    private static string PathOf(string id) => $"v1/invocations/{Uri.EscapeDataString(id)}";

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, bool succeeded, CancellationToken cancel)
    {
        var body = await answer.Content.ReadAsStringAsync(cancel);
        return succeeded
            ? JsonSerializer.Deserialize<T>(body, Json) ?? throw new JsonException("the answer is null")
            : throw new ProblemException(Problem.Read(answer.StatusCode, body));
    }

    private sealed record Started
    {
        public required string Id { get; init; }
    }
}
