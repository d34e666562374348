using Functron.Hosting.Http.Management;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What an HTTP function may want to tell its caller about an orchestration.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>
    /// The management addresses of an instance, whether or not there is one of that id: below the address that the request
    /// being answered came to, elsewhere below the first one that the host listens on.
    /// </summary>
    /// <exception cref="InvalidOperationException">The client is not that of a host that has started.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(
        this DurableTaskClient client,
        string instanceId,
        HttpRequestData? request = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return ManagementAddresses.Of(client).For(instanceId);
    }
}
