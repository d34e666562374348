using Functron.Execution.Payloads;
using Functron.Execution.Results;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// Which container a run's function is in: on record, durably, before its launcher is released. So a run without a claim was never
/// released, and one with a claim looks at that container's status record and never releases another beside it.
/// </summary>
public sealed class LaunchClaims(IPayloadStore store)
{
    /// <exception cref="IOException">The store's medium failed, or the run has a claim.</exception>
    internal async Task WriteAsync(RunOrder order, LaunchClaim claim)
    {
        if (!await store.TryCreateAsync(Key(order), ResultJson.Write(claim), CancellationToken.None))
            throw new IOException($"Run {order.RunId} is claimed already.");
    }

    internal async Task<LaunchClaim?> ReadAsync(RunOrder order, CancellationToken cancellationToken) =>
        await store.OpenReadAsync(Key(order), cancellationToken) is { } stream ? await ResultJson.ReadAsync<LaunchClaim>(stream, cancellationToken) : null;

    /// <summary>Only when its launcher is known to be gone without a release.</summary>
    internal Task RemoveAsync(RunOrder order) => store.DeleteAsync(Key(order), CancellationToken.None);

    private static string Key(RunOrder order) => PayloadKeys.Run(order.InstanceId, order.RunId, "claim.json");
}

/// <param name="Container">The engine's id of it.</param>
/// <param name="Attempt">1: a launcher that was released has all of its input. Another number follows attempts on the engine path.</param>
internal sealed record LaunchClaim(string Container, int Attempt);
