using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

using Microsoft.DurableTask;

namespace Functron.Hosting.Durable.Client;

/// <summary>Reads the texts in an instance's metadata. A text that is absent is the default value of any type, also of a number.</summary>
internal sealed class DurableConverter : DataConverter
{
    public static DurableConverter Instance { get; } = new();

    [return: NotNullIfNotNull(nameof(data))]
    public override T? Deserialize<T>(string? data)
        where T : default => DurableJson.Read<T>(data)!;

    [return: NotNullIfNotNull(nameof(data))]
    public override object? Deserialize(string? data, Type targetType)
        => data is null ? null : JsonSerializer.Deserialize(data, targetType, DurableJson.Options)!;

    [return: NotNullIfNotNull(nameof(value))]
    public override string? Serialize(object? value) => DurableJson.Write(value);
}
