using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json;

using Functron.Hosting.Durable.History;

using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Golden;

/// <summary>All that a scenario stored: one file.</summary>
internal sealed record GoldenHistory(IReadOnlyList<GoldenExecution> Executions)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static GoldenHistory Read(string text) => JsonSerializer.Deserialize<GoldenHistory>(text, Json)!;

    public string Write() => JsonSerializer.Serialize(this, Json) + "\n";
}

/// <summary>One execution: of the instance that the scenario started, of a child, of what followed a ContinueAsNew or a rewind.</summary>
internal sealed record GoldenExecution(string InstanceId, string Orchestrator, IReadOnlyList<GoldenTurn> Turns);

/// <summary>What one turn decided.</summary>
/// <param name="CustomStatus">JSON.</param>
/// <param name="CancelledTimers">Timers of earlier turns; null for none.</param>
/// <param name="Stored">Its events as the database holds them.</param>
internal sealed record GoldenTurn(
    OrchestrationRuntimeStatus Status, string? CustomStatus, IReadOnlyList<int>? CancelledTimers, JsonArray Stored)
{
    public static GoldenTurn Of(
        OrchestrationRuntimeStatus status, string? customStatus, IReadOnlyList<int> cancelledTimers, IReadOnlyList<HistoryEvent> events)
        => new(
            status,
            customStatus,
            cancelledTimers.Count == 0 ? null : cancelledTimers,
            JsonNode.Parse(HistoryJson.WriteAll(events))!.AsArray());

    public IReadOnlyList<HistoryEvent> Events() => HistoryJson.ReadAll(Stored.ToJsonString());
}
