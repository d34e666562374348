using Functron.Execution.Payloads;

namespace Functron.FunctionApp.Http;

/// <summary>
/// Checks whether payloads can be written to a store outside of the data directory, by writing an empty one under a fixed name.
/// </summary>
public sealed class PayloadStoreProbe(FunctronSettings settings, IPayloadStore store, TimeProvider time)
{
    private const string Key = "health";

    // Who asks for health rarely waits longer than five seconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <returns>Null when payloads are files, which the data directory's own check covers.</returns>
    internal async Task<PayloadStoreStatus?> CheckAsync(CancellationToken cancellationToken)
    {
        if (settings.Blobs is null)
            return null;

        using var timeout = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await using var writer = store.Create(Key);
            await writer.CommitAsync(either.Token);
            return new PayloadStoreStatus("blobs", null);
        }
        catch (IOException e)
        {
            return new PayloadStoreStatus("blobs", e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PayloadStoreStatus("blobs", $"The payload store did not take an empty payload within {Limit.TotalSeconds} s.");
        }
    }
}

/// <param name="Problem">What is wrong, in words; null when nothing is.</param>
internal sealed record PayloadStoreStatus(string Kind, string? Problem)
{
    public bool Healthy => Problem is null;
}
