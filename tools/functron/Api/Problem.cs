using System.Net;
using System.Text.Json;

namespace Functron.Cli.Api;

/// <summary>An answer that is no success.</summary>
/// <param name="Words">What it says, a line each.</param>
internal sealed record Problem(HttpStatusCode Status, IReadOnlyList<string> Words)
{
    /// <summary>
    /// Reads problem details (RFC 9457) with Functron's list of what is wrong with which field. Any other body is taken as a text.
    /// </summary>
    public static Problem Read(HttpStatusCode status, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return new Problem(status, [.. WordsOf(json.RootElement)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new Problem(status, body.Trim() is { Length: > 0 } text ? [text] : []);
        }
    }

    private static IEnumerable<string> WordsOf(JsonElement problem)
    {
        foreach (var key in (string[])["title", "detail"])
        {
            if (problem.TryGetProperty(key, out var text))
                yield return text.ToString();
        }

        if (!problem.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var error in errors.EnumerateArray())
            yield return $"{error.GetProperty("field")}: {error.GetProperty("message")}";
    }
}

/// <summary>Functron answered with a problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception($"Functron answered {(int)problem.Status}")
{
    public Problem Problem => problem;
}
