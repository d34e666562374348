using Functron.Execution.Requests;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Http;

/// <summary>
/// Refuses a compressed body in words. Functron does not decompress bodies, so such a body would otherwise fail as invalid JSON.
/// </summary>
internal static class ContentCoding
{
    /// <summary>The rule that such a body breaks, which HTTP calls 415.</summary>
    public const string Rule = "body-compressed";

    /// <returns>Null when the body is not said to be compressed.</returns>
    public static RequestProblem? Refuse(HttpRequest request)
    {
        var codings = request.Headers.ContentEncoding
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            .ToList();
        return codings.Count == 0
            ? null
            : new RequestProblem(
                "", Rule, $"The body is sent with \"Content-Encoding: {Shown(codings)}\": send it uncompressed, without that header.");
    }

    private static string Shown(List<string> codings)
    {
        const int longest = 100;
        var text = string.Join(", ", codings);
        return text.Length <= longest ? text : text[..longest] + "…";
    }
}
