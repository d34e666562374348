using System.Text.Json.Serialization;

namespace Functron.Hosting.Http.Management;

/// <summary>Durable Functions' check-status payload: the addresses at which an instance is asked about and managed.</summary>
public sealed record CheckStatusPayload
{
    // Durable Functions' own name of the one storage that there is.
    private const string Connection = "Storage";

    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("statusQueryGetUri")]
    public required string StatusQueryGetUri { get; init; }

    /// <summary>Holds <c>{eventName}</c> where the event's name goes.</summary>
    [JsonPropertyName("sendEventPostUri")]
    public required string SendEventPostUri { get; init; }

    /// <summary>Holds <c>{text}</c> where the reason goes; so do those of suspend and resume.</summary>
    [JsonPropertyName("terminatePostUri")]
    public required string TerminatePostUri { get; init; }

    [JsonPropertyName("purgeHistoryDeleteUri")]
    public required string PurgeHistoryDeleteUri { get; init; }

    [JsonPropertyName("restartPostUri")]
    public required string RestartPostUri { get; init; }

    [JsonPropertyName("suspendPostUri")]
    public required string SuspendPostUri { get; init; }

    [JsonPropertyName("resumePostUri")]
    public required string ResumePostUri { get; init; }

    /// <param name="root">The address below which the host answers, without a slash at its end.</param>
    /// <param name="query">What each address carries behind its own parameters, without "?" or "&amp;" before it; may be empty.</param>
    public static CheckStatusPayload Below(string root, string instanceId, string query)
    {
        var instance = $"{root}{ManagementAddresses.BasePath}/instances/{Uri.EscapeDataString(instanceId)}";
        var only = query.Length == 0 ? "" : "?" + query;
        var reason = "?reason={text}" + (query.Length == 0 ? "" : "&" + query);
        return new CheckStatusPayload
        {
            Id = instanceId,
            StatusQueryGetUri = instance + only,
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}{only}",
            TerminatePostUri = $"{instance}/terminate{reason}",
            PurgeHistoryDeleteUri = instance + only,
            RestartPostUri = $"{instance}/restart{only}",
            SuspendPostUri = $"{instance}/suspend{reason}",
            ResumePostUri = $"{instance}/resume{reason}",
        };
    }

    /// <summary>
    /// The query of a host without keys. As Durable Functions' addresses have a query in any case, callers append theirs with "&amp;".
    /// </summary>
    public static string HubQuery(string hub) => $"taskHub={Uri.EscapeDataString(hub)}&connection={Connection}";
}
