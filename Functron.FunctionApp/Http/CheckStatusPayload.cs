using System.Text.Json.Serialization;
using Functron.FunctionApp.Startup;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.FunctionApp.Http;

/// <summary>
/// Durable Functions' check-status payload. Written here and not by the packages' helper, which leaves out some of the URIs and
/// names them in another case.
/// </summary>
public sealed record CheckStatusPayload
{
    private const string ManagementPath = "/runtime/webhooks/durabletask/instances/";

    // Durable Functions' own name of the one storage that there is.
    private const string Connection = "Storage";

    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("statusQueryGetUri")]
    public required string StatusQueryGetUri { get; init; }

    [JsonPropertyName("sendEventPostUri")]
    public required string SendEventPostUri { get; init; }

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

    /// <summary>
    /// Below the address that the caller used, with what the host's own addresses carry in their query: task hub and connection, or its key
    /// where it asks for one. The reason comes before that, as in Durable Functions' own.
    /// </summary>
    public static CheckStatusPayload For(HttpRequest request, DurableTaskClient client, string instanceId)
    {
        var instance = Absolute(request, ManagementPath + Uri.EscapeDataString(instanceId));
        var asked = QueryOf(request, client, instanceId);
        var query = asked.Length == 0 ? "" : "?" + asked;
        var reason = "?reason={text}" + (asked.Length == 0 ? "" : "&" + asked);
        return new CheckStatusPayload
        {
            Id = instanceId,
            StatusQueryGetUri = instance + query,
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}{query}",
            TerminatePostUri = $"{instance}/terminate{reason}",
            PurgeHistoryDeleteUri = instance + query,
            RestartPostUri = $"{instance}/restart{query}",
            SuspendPostUri = $"{instance}/suspend{reason}",
            ResumePostUri = $"{instance}/resume{reason}",
        };
    }

    /// <summary>Without the leading "?".</summary>
    private static string QueryOf(HttpRequest request, DurableTaskClient client, string instanceId)
    {
        if (!request.HttpContext.RequestServices.GetRequiredService<AppHost>().HasKeys)
            return $"taskHub={Uri.EscapeDataString(client.Name)}&connection={Connection}";
        var uri = client.CreateHttpManagementPayload(instanceId).StatusQueryGetUri ?? "";
        return uri.IndexOf('?', StringComparison.Ordinal) is >= 0 and var start ? uri[(start + 1)..] : "";
    }

    /// <summary>Where an invocation's status and result are.</summary>
    public static string InvocationUri(HttpRequest request, string instanceId) =>
        Absolute(request, "/v1/invocations/" + Uri.EscapeDataString(instanceId));

    private static string Absolute(HttpRequest request, string path) =>
        UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase).TrimEnd('/') + path;
}
