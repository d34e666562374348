using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http.Management;

/// <summary>The addresses at which an instance is asked about and managed, below the name that the caller used: it can use it again.</summary>
internal sealed class ManagementAddresses(HttpRequest request, string instanceId)
{
    /// <summary>The path that Durable Functions' tools and scripts know.</summary>
    public const string BasePath = "/runtime/webhooks/durabletask";

    public string Id => instanceId;

    public string Instance { get; } = $"{request.Scheme}://{HostOf(request)}{request.PathBase}{BasePath}/instances/{Uri.EscapeDataString(instanceId)}";

    /// <summary>Holds <c>{eventName}</c> where the event's name goes.</summary>
    public string SendEvent => $"{Instance}/raiseEvent/{{eventName}}";

    /// <summary>Holds <c>{text}</c> where the reason goes; so do the next two.</summary>
    public string Terminate => $"{Instance}/terminate?reason={{text}}";

    public string Suspend => $"{Instance}/suspend?reason={{text}}";

    public string Resume => $"{Instance}/resume?reason={{text}}";

    public string Restart => $"{Instance}/restart";

    /// <summary>HTTP/1.0 needs no Host.</summary>
    private static string HostOf(HttpRequest request) =>
        request.Host.HasValue ? request.Host.Value : $"localhost:{request.HttpContext.Connection.LocalPort}";
}
