using Functron.Execution.Results;

namespace Functron.Execution.Run;

internal static class OrderedResults
{
    /// <summary>Reads the result of this run.</summary>
    /// <returns>Null when this run has no result yet, even if an earlier run of the instance left one.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    public static async Task<InvocationResult?> ReadAsync(this ResultStore results, RunOrder order, CancellationToken cancellationToken) =>
        await results.ReadAsync(order.InstanceId, cancellationToken) is { } result && result.RunId == order.RunId ? result : null;
}
