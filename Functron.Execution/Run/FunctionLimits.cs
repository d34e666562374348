using Functron.Execution.Engine;

namespace Functron.Execution.Run;

/// <summary>The limits of functions' containers: what the options say, and else what the machine has.</summary>
internal sealed class FunctionLimits(IContainerEngine engine, ExecutionOptions options)
{
    /// <summary>
    /// A function gets one half of the machine's memory where no option says otherwise, so that no function alone exhausts it.
    /// </summary>
    private const int Share = 2;

    private const long NotKnown = -1;

    private long _memory = options.MemoryBytes ?? NotKnown;

    /// <exception cref="EngineUnreachableException">The engine does not say how much memory its machine has.</exception>
    public async Task<ContainerLimits> GetAsync(CancellationToken cancellationToken) => new(
        await MemoryAsync(cancellationToken),
        options.Cpus,
        options.PidsLimit,
        options.OomScoreAdj,
        options.DropCapabilities.Split(',', StringSplitOptions.RemoveEmptyEntries),
        options.NoNewPrivileges);

    private async Task<long> MemoryAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _memory) is >= 0 and var known)
            return known;
        var half = await engine.MemoryAsync(cancellationToken) / Share;
        Volatile.Write(ref _memory, half);
        return half;
    }
}
