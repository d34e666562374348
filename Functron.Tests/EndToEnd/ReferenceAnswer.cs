using System.Net;
using System.Text;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

/// <summary>An answer of <c>/v1/exec</c> as the reference client hands it on: decoded, but for <c>CmdErr</c>.</summary>
internal sealed record ReferenceAnswer(
    HttpStatusCode Status,
    IReadOnlyList<string> Errors,
    string CmdOut,
    string CmdErr,
    string BuildContextStdout,
    string BuildContextStderr,
    string CleanupOut,
    string CleanupErr,
    string TempName,
    string DetailedError)
{
    /// <exception cref="KeyNotFoundException">A key is missing.</exception>
    /// <exception cref="InvalidOperationException">A key has another type.</exception>
    /// <exception cref="FormatException">A value is not base64.</exception>
    public static ReferenceAnswer Of(HttpStatusCode status, JsonElement json) => new(
        status,
        [.. json.GetProperty("Errors").EnumerateArray().Select(e => Text(e))],
        Decoded(json, "CmdOut"),
        Text(json.GetProperty("CmdErr")),
        Decoded(json, "BuildContextStdout"),
        Decoded(json, "BuildContextStderr"),
        Decoded(json, "CleanupOut"),
        Decoded(json, "CleanupErr"),
        Text(json.GetProperty("TempName")),
        Text(json.GetProperty("DetailedError")));

    private static string Decoded(JsonElement json, string key) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(Text(json.GetProperty(key))));

    // GetString lets null pass, which the Python client cannot decode.
    private static string Text(JsonElement value) =>
        value.GetString() ?? throw new InvalidOperationException("The value is null where a string is due.");
}
