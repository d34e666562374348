using Functron.Execution.Requests;

namespace Functron.Execution.Run;

/// <summary>Puts together what is stored of a run's current attempt.</summary>
internal sealed class RunAttempts(InvocationStore invocations, BuildRecords builds, RunMarks marks)
{
    /// <exception cref="InvalidInvocationException">The order was not made for an accepted invocation.</exception>
    public Task<Invocation> InvocationOfAsync(RunOrder order, CancellationToken cancellationToken) =>
        invocations.LoadForAsync(order, cancellationToken);

    /// <returns>Null when there is no such invocation.</returns>
    public Task<Invocation?> FindInvocationAsync(RunOrder order, CancellationToken cancellationToken) =>
        invocations.LoadAsync(order.InvocationId, cancellationToken);

    /// <summary>
    /// The attempt that the marks tell of now. Another process may begin the next one, so this is read right before it is used.
    /// </summary>
    public async Task<RunAttempt> LoadAsync(
        RunOrder order, Invocation invocation, string imageId, CancellationToken cancellationToken)
    {
        var build = await builds.ReadAsync(order, cancellationToken);
        return new RunAttempt(order, invocation, imageId, build, await marks.AttemptAsync(order, cancellationToken));
    }
}
