using System.Text.Json;

namespace Functron.Hosting.Durable;

/// <summary>The JSON of inputs, outputs, events and custom statuses.</summary>
internal static class DurableJson
{
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    /// <summary>Null for no value.</summary>
    public static string? Write(object? value)
        => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Options);

    /// <exception cref="JsonException">The text is no JSON of a <typeparamref name="T"/>.</exception>
    public static T? Read<T>(string? json)
        => json is null ? default : JsonSerializer.Deserialize<T>(json, Options);

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.General)
        {
            IncludeFields = true,
            PropertyNameCaseInsensitive = true,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
