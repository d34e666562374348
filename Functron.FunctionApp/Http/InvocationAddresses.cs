using Functron.Hosting.Http.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker;

namespace Functron.FunctionApp.Http;

/// <summary>Where an invocation is found and managed, below the address that the caller used.</summary>
internal static class InvocationAddresses
{
    /// <summary>Where its status and its result are.</summary>
    public static string Of(HttpRequest request, string id) => $"{Base(request)}/v1/invocations/{Uri.EscapeDataString(id)}";

    /// <summary>
    /// Where the host manages it. Not by the packages' own helper: that one leaves out some of the addresses, and names them in another
    /// case.
    /// </summary>
    public static CheckStatusPayload OfManagement(HttpCall call, string id) =>
        CheckStatusPayload.Below(
            Base(call.Request), id, call.HostHasKeys ? HostsQuery(call, id) : CheckStatusPayload.HubQuery(call.Client.Name));

    /// <summary>What the host's own addresses carry, its key included; without the leading "?".</summary>
    private static string HostsQuery(HttpCall call, string id)
    {
        var uri = call.Client.CreateHttpManagementPayload(id).StatusQueryGetUri ?? "";
        return uri.IndexOf('?', StringComparison.Ordinal) is >= 0 and var start ? uri[(start + 1)..] : "";
    }

    private static string Base(HttpRequest request) =>
        UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase).TrimEnd('/');
}
