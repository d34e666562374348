using System.Text.Json.Nodes;
using Functron.Hosting.Durable;

namespace Functron.Hosting.Http.Management;

/// <summary>The JSON that tells an instance's history, with the names of Durable Functions; what an event lacks is left out.</summary>
internal static class HistoryPayload
{
    /// <param name="showInput">Whether what things were given is part of it: a string that holds JSON, as it is stored.</param>
    /// <param name="showOutput">Whether results are part of it.</param>
    public static JsonArray Of(InstanceHistory? history, bool showInput, bool showOutput) =>
        [.. (history?.Events ?? []).Select(e => Of(e, showInput, showOutput))];

    private static JsonObject Of(InstanceHistoryEvent e, bool showInput, bool showOutput)
    {
        var json = new JsonObject { ["EventType"] = e.EventType, ["Timestamp"] = StatusPayload.PreciseTime(e.Timestamp) };
        Add("Name", e.Name);
        Add("FunctionName", e.FunctionName);
        Add("InstanceId", e.InstanceId);
        Add("ScheduledTime", e.ScheduledTime is { } scheduled ? StatusPayload.PreciseTime(scheduled) : null);
        Add("FireAt", e.FireAt is { } fireAt ? StatusPayload.PreciseTime(fireAt) : null);
        Add("Input", showInput ? e.Input : null);
        Add("Reason", e.Reason);
        if (showOutput && e.Result is { } result)
            json["Result"] = StatusPayload.Embedded(result);
        Add("OrchestrationStatus", e.OrchestrationStatus?.ToString());
        return json;

        void Add(string name, string? text)
        {
            if (text is not null)
                json[name] = text;
        }
    }
}
