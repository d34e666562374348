using System.Text.Json;
using System.Text.Json.Serialization;

namespace Functron.Execution.Results;

/// <summary>How execution's own records lie in the payload store.</summary>
internal static class ResultJson
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new JsonStringEnumConverter() } };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static async Task<T?> ReadAsync<T>(Stream stream, CancellationToken cancellationToken)
        where T : class
    {
        await using (stream)
            return await JsonSerializer.DeserializeAsync<T>(stream, Options, cancellationToken);
    }
}
