using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// The addresses at which an instance is asked about and managed, below the name that the caller used: it can use it again. Each has a
/// query, as Durable Functions' have: callers append to it with "&amp;".
/// </summary>
/// <param name="hub">The name of the task hub.</param>
internal sealed class ManagementAddresses(HttpRequest request, string hub, string instanceId)
{
    /// <summary>The path that Durable Functions' tools and scripts know.</summary>
    public const string BasePath = "/runtime/webhooks/durabletask";

    // Of the one storage that there is; the name is Durable Functions' own default.
    private const string Connection = "Storage";

    private readonly string _instance = $"{Root(request)}{request.PathBase}{BasePath}/instances/{Uri.EscapeDataString(instanceId)}";
    private readonly string _query = $"taskHub={Uri.EscapeDataString(hub)}&connection={Connection}";

    public string Id => instanceId;

    public string Instance => $"{_instance}?{_query}";

    /// <summary>Holds <c>{eventName}</c> where the event's name goes.</summary>
    public string SendEvent => $"{_instance}/raiseEvent/{{eventName}}?{_query}";

    /// <summary>Holds <c>{text}</c> where the reason goes; so do the next two.</summary>
    public string Terminate => WithReason("terminate");

    public string Suspend => WithReason("suspend");

    public string Resume => WithReason("resume");

    public string Restart => $"{_instance}/restart?{_query}";

    /// <summary>The request's own address, with all of its query: as it was sent, where the server knows that.</summary>
    public static string Of(HttpRequest request)
    {
        var sent = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return sent.StartsWith('/') ? Root(request) + sent : $"{Root(request)}{request.PathBase}{request.Path}{request.QueryString}";
    }

    private static string Root(HttpRequest request) => $"{request.Scheme}://{HostOf(request)}";

    /// <summary>HTTP/1.0 needs no Host.</summary>
    private static string HostOf(HttpRequest request) =>
        request.Host.HasValue ? request.Host.Value : $"localhost:{request.HttpContext.Connection.LocalPort}";

    private string WithReason(string call) => $"{_instance}/{call}?reason={{text}}&{_query}";
}
