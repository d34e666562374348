using Functron.Execution.Requests;

namespace Functron.Execution.Run;

/// <summary>Puts together what is stored of a run's current attempt.</summary>
internal sealed class RunAttempts(InvocationStore invocations, BuildRecords builds, RunMarks marks)
{
    /// <exception cref="InvalidInvocationException">The order was not made for an accepted invocation.</exception>
    public async Task<RunAttempt> LoadAsync(RunOrder order, string imageId, CancellationToken cancellationToken) =>
        await OfAsync(order, await invocations.LoadForAsync(order, cancellationToken), imageId, cancellationToken);

    /// <returns>Null when there is no such invocation.</returns>
    public async Task<RunAttempt?> FindAsync(RunOrder order, CancellationToken cancellationToken) =>
        await invocations.LoadAsync(order.InvocationId, cancellationToken) is { } invocation
            ? await OfAsync(order, invocation, imageId: "", cancellationToken)
            : null;

    private async Task<RunAttempt> OfAsync(RunOrder order, Invocation invocation, string imageId, CancellationToken cancellationToken) =>
        new(
        order, invocation, imageId, await builds.ReadAsync(order, cancellationToken), await marks.AttemptAsync(order, cancellationToken));
}
