using System.Text.Json;
using System.Text.Json.Serialization;

namespace Functron.Execution.Results;

/// <summary>The JSON of the records that execution keeps in the payload store.</summary>
internal static class ResultJson
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new JsonStringEnumConverter() } };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads the stream to its end and disposes of it.</summary>
    public static async Task<T?> ReadAsync<T>(Stream stream, CancellationToken cancellationToken)
        where T : class
    {
        await using (stream)
            return await JsonSerializer.DeserializeAsync<T>(stream, Options, cancellationToken);
    }
}
