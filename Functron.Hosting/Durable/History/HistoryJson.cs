using System.Text.Json;
using System.Text.Json.Serialization;

using Microsoft.DurableTask;

namespace Functron.Hosting.Durable.History;

/// <summary>The JSON in which histories are stored.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HistoryEvent))]
[JsonSerializable(typeof(IReadOnlyList<HistoryEvent>))]
[JsonSerializable(typeof(TaskFailureDetails))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class HistoryJson : JsonSerializerContext
{
    public static string WriteAll(IReadOnlyList<HistoryEvent> events)
        => JsonSerializer.Serialize(events, Default.IReadOnlyListHistoryEvent);

    /// <exception cref="JsonException">The text is no stored history.</exception>
    public static IReadOnlyList<HistoryEvent> ReadAll(string json)
        => JsonSerializer.Deserialize(json, Default.IReadOnlyListHistoryEvent) ?? throw new JsonException("No history.");

    public static string Write(HistoryEvent happened) => JsonSerializer.Serialize(happened, Default.HistoryEvent);

    /// <inheritdoc cref="ReadAll"/>
    public static HistoryEvent Read(string json)
        => JsonSerializer.Deserialize(json, Default.HistoryEvent) ?? throw new JsonException("No event.");

    public static string? WriteFailure(TaskFailureDetails? details)
        => details is null ? null : JsonSerializer.Serialize(details, Default.TaskFailureDetails);

    /// <inheritdoc cref="ReadAll"/>
    public static TaskFailureDetails? ReadFailure(string? json)
        => json is null ? null : JsonSerializer.Deserialize(json, Default.TaskFailureDetails);

    public static string? WriteTags(IReadOnlyDictionary<string, string>? tags)
        => tags is null ? null : JsonSerializer.Serialize(tags, Default.IReadOnlyDictionaryStringString);

    /// <inheritdoc cref="ReadAll"/>
    public static IReadOnlyDictionary<string, string>? ReadTags(string? json)
        => json is null ? null : JsonSerializer.Deserialize(json, Default.IReadOnlyDictionaryStringString);
}
