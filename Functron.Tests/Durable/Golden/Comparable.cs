using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Functron.Tests.Durable.Golden;

/// <summary>Removes from histories what differs between two runs of a scenario, and what only people read.</summary>
internal static partial class Comparable
{
    /// <summary>Stack traces name places in sources, which move; no code reads them.</summary>
    public static GoldenHistory WithoutStackTraces(GoldenHistory history)
    {
        foreach (var stored in history.Executions.SelectMany(execution => execution.Turns).SelectMany(turn => turn.Stored))
            Each(stored!, failure => Replace(failure, "StackTrace", "   at somewhere"));
        return history;
    }

    /// <summary>A turn to compare with a replay of it, which has the same times and ids.</summary>
    public static string Turn(GoldenTurn turn)
    {
        var written = GoldenHistory.Read(new GoldenHistory([new GoldenExecution("", "", [turn])]).Write());
        foreach (var happened in written.Executions[0].Turns[0].Stored)
            WithoutWords(happened!);
        return written.Write();
    }

    /// <summary>A whole history to compare with another run: timers by how long they wait, ids by their first appearance.</summary>
    public static string Run(GoldenHistory history)
    {
        var written = GoldenHistory.Read(history.Write());
        foreach (var happened in written.Executions.SelectMany(execution => execution.Turns).SelectMany(turn => turn.Stored))
        {
            WithoutWords(happened!);
            WithoutTimes(happened!.AsObject());

            // A number that only chooses how the engine decides; what it decides is compared.
            happened.AsObject().Remove("Course");
        }

        var ids = new Dictionary<Guid, string>();
        return Ids().Replace(written.Write(), match =>
        {
            var id = Guid.Parse(match.Value);
            if (!ids.TryGetValue(id, out var name))
                ids[id] = name = $"id-{ids.Count + 1}";
            return name;
        });
    }

    // Orchestrators tell failures apart by their types.
    private static void WithoutWords(JsonNode happened) => Each(happened, failure =>
    {
        failure.Remove("StackTrace");
        failure.Remove("ErrorMessage");
    });

    private static void WithoutTimes(JsonObject happened)
    {
        if (happened["FireAt"] is { } fireAt)
            happened["FireAt"] = (Time(fireAt) - Time(happened["Timestamp"]!)).ToString("c", CultureInfo.InvariantCulture);
        happened.Remove("Timestamp");
    }

    private static DateTime Time(JsonNode node) => node.GetValue<DateTime>();

    private static void Each(JsonNode happened, Action<JsonObject> change)
    {
        for (var failure = happened["FailureDetails"]; failure is not null; failure = failure["InnerFailure"])
            change(failure.AsObject());
    }

    private static void Replace(JsonObject node, string name, string value)
    {
        if (node.ContainsKey(name))
            node[name] = value;
    }

    [GeneratedRegex("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
