namespace Functron.Execution.Run;

/// <summary>Marks that a run leaves for the case of a crash, in addition to what the engine remembers of its container.</summary>
internal sealed class RunMarks(RunRecords records)
{
    /// <summary>The content of a mark does not matter. It is there, or it is not.</summary>
    private const int Mark = 1;

    /// <summary>The number of the current attempt: 1 unless a later attempt was begun.</summary>
    public async Task<int> AttemptAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var attempt = 1;
        while (await records.ExistsAsync(order, NameOf(attempt + 1), cancellationToken))
            attempt++;
        return attempt;
    }

    /// <summary>To be called only when the attempt before is known not to run any more.</summary>
    public Task BeginAttemptAsync(RunOrder order, int attempt, CancellationToken cancellationToken) =>
        records.TryWriteAsync(order, NameOf(attempt), Mark, cancellationToken);

    public Task<bool> IsStdinDeliveredAsync(RunAttempt attempt, CancellationToken cancellationToken) =>
        records.ExistsAsync(attempt.Order, attempt.NameOf("stdin-delivered"), cancellationToken);

    public Task StdinDeliveredAsync(RunAttempt attempt, CancellationToken cancellationToken) =>
        records.TryWriteAsync(attempt.Order, attempt.NameOf("stdin-delivered"), Mark, cancellationToken);

    private static string NameOf(int attempt) => $"attempt-{attempt}";
}
