using System.Collections.Concurrent;
using System.Net;

namespace Functron.Execution.Engine;

/// <summary>Tells whether an address is that of a running function of this installation.</summary>
internal sealed class FunctionAddresses(IContainerEngine engine, InstallationId installation, StartsInFlight starts, TimeProvider time)
{
    /// <summary>How long a caller waits for a list or for starts when the engine hangs. Then it is judged by what is known.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// For how long an address that no function had is not asked about again. An engine gives the address of a container that is gone to
    /// another container only after all other addresses of the network.
    /// </summary>
    private static readonly TimeSpan Cleared = TimeSpan.FromSeconds(1);

    private const int MostCleared = 1000;

    private readonly ConcurrentDictionary<IPAddress, long> _cleared = new();
    private readonly SharedQuestion<IReadOnlySet<IPAddress>> _list = new(
        async () => await engine.ListAddressesAsync(
            [$"{Labels.Installation}={await installation.GetAsync(CancellationToken.None)}", Labels.Run], CancellationToken.None),
        time);

    private IReadOnlySet<IPAddress> _known = new HashSet<IPAddress>();

    public async ValueTask<bool> HasAsync(IPAddress address)
    {
        var plain = Plain(address);
        if (IPAddress.IsLoopback(plain))
            return false;
        if (_cleared.TryGetValue(plain, out var since) && time.GetElapsedTime(since) < Cleared)
            return false;

        var asked = time.GetTimestamp();
        // Before the list: a start that is through by then is in it.
        var starting = starts.Now;
        var has = (await ListAsync()).Contains(plain);
        if (!has && starting.Count > 0)
        {
            await Task.WhenAll(starting).WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            has = (await ListAsync()).Contains(plain);
        }

        if (_cleared.Count > MostCleared)
            _cleared.Clear();
        if (!has)
            _cleared[plain] = asked;
        return has;
    }

    /// <summary>An IPv4 address may come in IPv6's clothes, a link-local one with the number of the interface that it came by.</summary>
    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address.IsIPv6LinkLocal ? new IPAddress(address.GetAddressBytes()) : address;

    private async Task<IReadOnlySet<IPAddress>> ListAsync()
    {
        try
        {
            return _known = await _list.AskAsync().WaitAsync(Patience, time);
        }
        catch (Exception e) when (e is TimeoutException or EngineUnreachableException or EngineRefusedException)
        {
            return _known;
        }
    }
}
