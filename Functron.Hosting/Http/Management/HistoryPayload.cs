using System.Text.Json.Nodes;
using Functron.Hosting.Durable;

namespace Functron.Hosting.Http.Management;

/// <summary>The JSON that tells an instance's history, with the names of Durable Functions; what an event lacks is left out.</summary>
internal static class HistoryPayload
{
    /// <param name="showOutput">Whether results are part of it.</param>
    public static JsonArray Of(InstanceHistory? history, bool showOutput) =>
        [.. (history?.Events ?? []).Select(e => Of(e, showOutput))];

    private static JsonObject Of(InstanceHistoryEvent e, bool showOutput)
    {
        var json = new JsonObject { ["EventType"] = e.EventType, ["Timestamp"] = StatusPayload.PreciseTime(e.Timestamp) };
        if (e.FunctionName is { } name)
            json["FunctionName"] = name;
        if (e.ScheduledTime is { } scheduled)
            json["ScheduledTime"] = StatusPayload.PreciseTime(scheduled);
        if (e.FireAt is { } fireAt)
            json["FireAt"] = StatusPayload.PreciseTime(fireAt);
        if (showOutput && e.Result is { } result)
            json["Result"] = StatusPayload.Embedded(result);
        if (e.OrchestrationStatus is { } status)
            json["OrchestrationStatus"] = status.ToString();
        return json;
    }
}
