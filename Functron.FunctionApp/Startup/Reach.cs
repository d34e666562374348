using System.Net;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Startup;

/// <summary>Who can reach the addresses on which the server listens.</summary>
/// <param name="Beyond">Those that more than this machine's own processes can reach.</param>
internal sealed record Reach(IReadOnlyList<string> Beyond)
{
    /// <param name="addresses">As the server tells them: <c>http://127.0.0.1:8081</c>, <c>http://[::]:80</c>.</param>
    public static Reach Of(IEnumerable<string> addresses) => new([.. addresses.Where(address => !IsLocal(BindingAddress.Parse(address)))]);

    /// <summary>How to keep it to this machine.</summary>
    /// <param name="environment">Reads an environment variable; .NET's images set <c>DOTNET_RUNNING_IN_CONTAINER</c>.</param>
    public string Remedy(Func<string, string?> environment)
    {
        var port = BindingAddress.Parse(Beyond[0]).Port;
        return environment("DOTNET_RUNNING_IN_CONTAINER") is "true" or "1"
            ? $"To keep it to this machine publish the port with 'docker run -p 127.0.0.1:{port}:{port}'; whether it is so already cannot "
                + $"be seen from inside this container"
            : $"To keep it to this machine start it with --urls http://localhost:{port}";
    }

    /// <summary>The server takes a name other than localhost for all addresses of the machine.</summary>
    private static bool IsLocal(BindingAddress address) =>
        address.IsUnixPipe || address.IsNamedPipe
        || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || address.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip);
}
