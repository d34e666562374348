using System.Text.Json;
using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Functron.Hosting.Http.Management;

/// <summary>A request's body as the JSON that it is.</summary>
internal static class JsonBody
{
    /// <summary>Null for an empty one.</summary>
    /// <exception cref="BadHttpRequestException">The body is not JSON, or too large.</exception>
    public static async Task<JsonElement?> ReadAsync(HttpContext http)
    {
        // The app's own routes have no limit but theirs.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = InputLimits.MaxJsonBytes;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.Length == 0 ? null : Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> text)
    {
        if (text.Span.StartsWith("\uFEFF"u8))
            text = text["\uFEFF"u8.Length..];
        try
        {
            using var document = JsonDocument.Parse(text);
            var value = document.RootElement.Clone();

            // An escaped half of a character passes as JSON and cannot be kept as text.
            _ = DurableJson.Write(value);
            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new BadHttpRequestException($"The body is not JSON: {e.Message}");
        }
    }
}
