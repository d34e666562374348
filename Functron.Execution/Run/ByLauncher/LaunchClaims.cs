namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// Records which container a run's function is in, durably, before the launcher there is released. So a run without a claim was never
/// released. A run with a claim looks at that container's status record, and never releases another launcher beside it.
/// </summary>
internal sealed class LaunchClaims(RunRecords records)
{
    private const string Name = "claim.json";

    /// <exception cref="IOException">The store's medium failed, or the run has a claim.</exception>
    public async Task WriteAsync(RunOrder order, LaunchClaim claim)
    {
        if (!await records.TryWriteAsync(order, Name, claim, CancellationToken.None))
            throw new IOException($"Run {order.RunId} is claimed already.");
    }

    /// <returns>Null when no launcher of the run was ever released.</returns>
    public Task<LaunchClaim?> ReadAsync(RunOrder order, CancellationToken cancellationToken) =>
        records.ReadAsync<LaunchClaim>(order, Name, cancellationToken);

    /// <summary>To be called only when the launcher is known to be gone without a release.</summary>
    public Task RemoveAsync(RunOrder order) => records.RemoveAsync(order, Name, CancellationToken.None);
}

/// <param name="Container">The engine's id of it.</param>
/// <param name="Attempt">
/// 1: a launcher that was released has all of its input. Any other number follows attempts through the engine's streams.
/// </param>
internal sealed record LaunchClaim(string Container, int Attempt);
