using System.Net;
using Functron.Execution.Cleanup;
using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Execution.Run.Driving;

namespace Functron.Execution;

/// <summary>
/// What can be seen of execution as a whole: whether the engine answers, how functions are run, what could not be removed.
/// </summary>
public sealed class ExecutionState
{
    private readonly EngineHealth _health;
    private readonly EngineSlowness _slowness;
    private readonly Leftovers _leftovers;
    private readonly RunPaths _paths;
    private readonly FunctionAddresses _addresses;

    internal ExecutionState(
        EngineHealth health, EngineSlowness slowness, Leftovers leftovers, RunPaths paths, FunctionAddresses addresses) =>
        (_health, _slowness, _leftovers, _paths, _addresses) = (health, slowness, leftovers, paths, addresses);

    /// <summary>What could not be removed from the engine so far, the oldest first.</summary>
    public IReadOnlyList<Leftover> Leftovers => _leftovers.All;

    /// <summary>How functions are run. Null as long as the engine has not answered.</summary>
    public RunPathChoice? RunPath => _paths.Known;

    /// <summary>Null while the engine is quick, or has nothing to do.</summary>
    public Slowness? Slowness => _slowness.Current();

    /// <summary>Asks the engine. Answers within about 2 s.</summary>
    public Task<EngineStatus> CheckEngineAsync(CancellationToken cancellationToken) => _health.CheckAsync(cancellationToken);

    /// <summary>
    /// Whether an address is that of a running function of this installation. Answers within a few seconds, also while the engine hangs.
    /// </summary>
    public ValueTask<bool> IsFunctionAsync(IPAddress address) => _addresses.HasAsync(address);
}
