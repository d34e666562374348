using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Functron.FunctionApp.Http;

/// <summary>
/// Durable Functions' check-status payload. Written here and not by the packages' helper, which leaves out some of the URIs and
/// names them in another case.
/// </summary>
public sealed record CheckStatusPayload
{
    private const string ManagementPath = "/runtime/webhooks/durabletask/instances/";

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

    /// <param name="webhookKey">The Functions host's system key; empty where the routes need none.</param>
    public static CheckStatusPayload For(HttpRequest request, string instanceId, string webhookKey)
    {
        var instance = Absolute(request, ManagementPath + Uri.EscapeDataString(instanceId));
        var code = webhookKey.Length == 0 ? "" : $"code={Uri.EscapeDataString(webhookKey)}";
        var query = code.Length == 0 ? "" : "?" + code;
        var reason = "?reason={text}" + (code.Length == 0 ? "" : "&" + code);
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

    /// <summary>Where an invocation's status and result are.</summary>
    public static string InvocationUri(HttpRequest request, string instanceId) =>
        Absolute(request, "/v1/invocations/" + Uri.EscapeDataString(instanceId));

    private static string Absolute(HttpRequest request, string path) =>
        UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase).TrimEnd('/') + path;
}
