using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Functron.Hosting.Configuration;

/// <summary>
/// The names by which the host answers, whichever addresses it listens on. The owner of a name with a dot can let it resolve to this
/// machine and serve a web page under it. The visitor's browser then takes this host for the page's own origin, and only the name gives it
/// away. No page can be served under an address, a name without a dot, or this machine's own name.
/// </summary>
internal sealed class HostNames
{
    public const string Key = "Functron:HostNames";

    /// <summary>The names by which a container calls the machine that it runs on.</summary>
    private static readonly string[] OfContainerEngines = ["host.docker.internal", "host.containers.internal"];

    private readonly string[] _listed;
    private readonly MachineNames _machine;

    /// <param name="listed">Names, <c>*.example.org</c> for all below one, <c>*</c> for all.</param>
    public HostNames(IEnumerable<string> listed, MachineNames machine)
    {
        _listed = [.. listed.Select(Plain)];
        _machine = machine;
    }

    /// <summary>From one value, the names between semicolons or commas.</summary>
    public static HostNames From(IConfiguration configuration) => new(
        (configuration[Key] ?? "").Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        new MachineNames(Dns.GetHostName(), name => Dns.GetHostEntryAsync(name, AddressFamily.Unspecified)));

    /// <param name="host">Without a port; an IPv6 address with or without its brackets.</param>
    public async ValueTask<bool> ContainsAsync(string host) =>
        IsListed(host) || IsNobodys(host) || OfContainerEngines.Contains(Plain(host)) || await _machine.ContainsAsync(Plain(host));

    /// <summary>
    /// Whether the operator listed the name. Then a proxy may stand between the caller and this host, such as one that ends TLS.
    /// </summary>
    public bool IsListed(string host)
    {
        var name = Plain(host);
        return name.Length > 0 && _listed.Any(listed => listed == "*" || listed == name
            || listed.StartsWith("*.", StringComparison.Ordinal) && name.Length > listed.Length - 1
                && name.EndsWith(listed[1..], StringComparison.Ordinal));
    }

    /// <summary>
    /// Whether no page can have the name. A name that ends in a dot is a top-level domain's, whose owner could serve pages.
    /// </summary>
    private static bool IsNobodys(string host) =>
        LoopbackNames.Contains(host)
        || IPAddress.TryParse(host, out _)
        || host.Length > 0 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string Plain(string host) => (host.EndsWith('.') ? host[..^1] : host).ToLowerInvariant();
}
