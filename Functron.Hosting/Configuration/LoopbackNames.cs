using System.Net;

namespace Functron.Hosting.Configuration;

/// <summary>Host names that can only mean this machine.</summary>
internal static class LoopbackNames
{
    /// <param name="host">Without a port; an IPv6 address with or without its brackets.</param>
    public static bool Contains(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        return IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);
    }
}
