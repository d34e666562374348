using Functron.Execution.Engine;

namespace Functron.Execution.Run;

/// <summary>The limits of functions' containers, by the options and by the machine that they run on.</summary>
public sealed class FunctionLimits(IContainerEngine engine, ExecutionOptions options)
{
    /// <summary>Of the machine's memory, where no option says otherwise: no function alone exhausts it.</summary>
    private const int Share = 2;

    private long? _memory = options.MemoryBytes;

    /// <exception cref="EngineUnreachableException">The engine does not say how much memory its machine has.</exception>
    internal async Task<ContainerLimits> GetAsync(CancellationToken cancellationToken) => new(
        _memory ??= await engine.MemoryAsync(cancellationToken) / Share,
        options.Cpus,
        options.PidsLimit,
        options.OomScoreAdj,
        options.DropCapabilities.Split(',', StringSplitOptions.RemoveEmptyEntries),
        options.NoNewPrivileges);
}
