namespace Functron.Execution.Run;

/// <summary>Keeps the record of each run's build.</summary>
internal sealed class BuildRecords(RunRecords records)
{
    private const string Name = "build.json";

    /// <returns>Null when no build of the run has succeeded yet.</returns>
    public Task<BuildRecord?> ReadAsync(RunOrder order, CancellationToken cancellationToken) =>
        records.ReadAsync<BuildRecord>(order, Name, cancellationToken);

    /// <summary>Replaces the record of an earlier build whose image is gone.</summary>
    public Task WriteAsync(RunOrder order, BuildRecord record, CancellationToken cancellationToken) =>
        records.ReplaceAsync(order, Name, record, cancellationToken);
}
