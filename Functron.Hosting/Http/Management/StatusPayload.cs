using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Http.Management;

/// <summary>The JSON that tells an instance's state, with the names and the order of Durable Functions.</summary>
internal static class StatusPayload
{
    public static JsonObject Of(OrchestrationMetadata instance, bool showInput) => new()
    {
        ["name"] = instance.Name,
        ["instanceId"] = instance.InstanceId,
        ["runtimeStatus"] = instance.RuntimeStatus.ToString(),
        ["input"] = showInput ? Embedded(instance.SerializedInput) : null,
        ["customStatus"] = Embedded(instance.SerializedCustomStatus),
        ["output"] = Embedded(instance.SerializedOutput),
        ["createdTime"] = Time(instance.CreatedAt),
        ["lastUpdatedTime"] = Time(instance.LastUpdatedAt),
    };

    /// <summary>To the second, as the API has it.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>As history has it: events of one turn are less than a second apart.</summary>
    public static string PreciseTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);

    /// <summary>A stored value as JSON inside JSON; text that is no JSON, such as a failure's, as a string.</summary>
    public static JsonNode? Embedded(string? stored)
    {
        if (string.IsNullOrEmpty(stored))
            return null;
        try
        {
            return JsonNode.Parse(stored);
        }
        catch (JsonException)
        {
            return JsonValue.Create(stored);
        }
    }
}
