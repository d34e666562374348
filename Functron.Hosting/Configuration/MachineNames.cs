using System.Net;
using System.Net.Sockets;

namespace Functron.Hosting.Configuration;

/// <summary>
/// The names that this machine has for itself: its host name, the same in multicast DNS, and its full name as its own resolver tells it.
/// </summary>
/// <param name="name">As the system tells it; on some machines with its domain.</param>
/// <param name="resolve">Finds the entry of a name. It may take as long as a resolver takes.</param>
internal sealed class MachineNames(string name, Func<string, Task<IPHostEntry>> resolve)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string _name = name.ToLowerInvariant();

    /// <summary>Looked up once, by the first request that needs it.</summary>
    private readonly Lazy<Task<string>> _full = new(() => FullNameAsync(name, resolve));

    /// <param name="host">In lower case.</param>
    public async ValueTask<bool> ContainsAsync(string host)
    {
        if (host == _name || host == $"{_name}.local")
            return true;
        if (!host.StartsWith(_name + ".", StringComparison.Ordinal))
            return false;
        try
        {
            return await _full.Value.WaitAsync(Patience) == host;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task<string> FullNameAsync(string name, Func<string, Task<IPHostEntry>> resolve)
    {
        try
        {
            return (await resolve(name)).HostName.TrimEnd('.').ToLowerInvariant();
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
