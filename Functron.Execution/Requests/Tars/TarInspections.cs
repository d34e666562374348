using Functron.Execution.Payloads;

namespace Functron.Execution.Requests.Tars;

/// <summary>
/// Limits how many archives are inspected at a time. Each has a thread of its own, because unpacking keeps a processor busy and must not
/// delay those who serve requests. Small archives do not wait behind large ones.
/// </summary>
internal sealed class TarInspections(ExecutionOptions options)
{
    /// <summary>
    /// Bytes as they are sent. <see cref="TarInspection"/> limits what they unpack to, so a small archive takes a second at most.
    /// </summary>
    private const long Small = 64 * 1024;

    /// <summary>How long an archive waits for its turn. While it waits, its bytes take room on the disk.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _small = new(Environment.ProcessorCount);
    private readonly SemaphoreSlim _large = new(Math.Max(1, Environment.ProcessorCount - 1));

    /// <param name="archive">Read once.</param>
    /// <returns>What is wrong with it.</returns>
    /// <exception cref="IOException">The store's medium failed.</exception>
    /// <exception cref="GateBusyException">There was no turn for it.</exception>
    public async Task<IReadOnlyList<(string Rule, string Message)>> InspectAsync(
        IPayloadStore store, Payload archive, CancellationToken cancellationToken)
    {
        var places = archive.Length <= Small ? _small : _large;
        if (!await places.WaitAsync(Patience, cancellationToken))
            throw new GateBusyException(
                "The archives of other requests are being looked through, and there was no turn for this one within "
                + $"{Patience.TotalSeconds} s: send it again later.");
        try
        {
            await using var content = await store.OpenAsync(archive, cancellationToken);
            return await Task.Factory.StartNew(
                () => new TarInspection(options).Inspect(content, cancellationToken),
                cancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
        finally
        {
            places.Release();
        }
    }
}
