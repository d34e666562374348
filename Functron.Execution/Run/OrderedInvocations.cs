using Functron.Execution.Requests;

namespace Functron.Execution.Run;

internal static class OrderedInvocations
{
    /// <summary>Loads what an order is for.</summary>
    /// <exception cref="InvalidInvocationException">
    /// There is no such invocation, or the order was not made for it. Nothing was created.
    /// </exception>
    public static async Task<Invocation> LoadForAsync(this InvocationStore invocations, RunOrder order, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(order.InvocationId)
            || await invocations.LoadAsync(order.InvocationId, cancellationToken) is not { } invocation)
            throw new InvalidInvocationException(
                $"There is no accepted invocation '{order.InvocationId}': start invocations through the HTTP routes.");
        if (invocation.FnName != order.FnName || invocation.Timeout != order.Timeout)
            throw new InvalidInvocationException($"The input is not that of the accepted invocation '{order.InvocationId}'.");
        return invocation;
    }
}
