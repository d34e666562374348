using Functron.Execution.Payloads;

namespace Functron.Execution.Run;

/// <summary>What a run must remember over a crash, beside what the engine remembers of its container.</summary>
public sealed class RunMarks(IPayloadStore store)
{
    private static readonly byte[] Mark = [(byte)'1'];

    /// <summary>The attempt that is current: 1 unless a later one was begun.</summary>
    public async Task<int> AttemptAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var attempt = 1;
        while (await store.ExistsAsync(AttemptKey(order, attempt + 1), cancellationToken))
            attempt++;
        return attempt;
    }

    /// <summary>Only after the attempt before it is known not to run.</summary>
    public Task BeginAttemptAsync(RunOrder order, int attempt, CancellationToken cancellationToken) =>
        store.TryCreateAsync(AttemptKey(order, attempt), Mark, cancellationToken);

    public Task<bool> IsStdinDeliveredAsync(RunAttempt attempt, CancellationToken cancellationToken) =>
        store.ExistsAsync(attempt.Key("stdin-delivered"), cancellationToken);

    public Task StdinDeliveredAsync(RunAttempt attempt, CancellationToken cancellationToken) =>
        store.TryCreateAsync(attempt.Key("stdin-delivered"), Mark, cancellationToken);

    private static string AttemptKey(RunOrder order, int attempt) => PayloadKeys.Run(order.InstanceId, order.RunId, $"attempt-{attempt}");
}
