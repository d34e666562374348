namespace Functron.Tests.FunctionsHost.Durable;

/// <summary>What the emitted functions are derived from; public, because they are of another assembly.</summary>
public abstract class DurableFunctionsBase
{
    private readonly IDurableFunctionCalls _calls;

    protected DurableFunctionsBase(IDurableFunctionCalls calls) => _calls = calls;

    protected Task<object?> Call(string function, string? data, string? instanceId, CancellationToken cancellation) =>
        _calls.CallAsync(function, data, instanceId, cancellation);
}

/// <summary>Runs a durable function in the worker.</summary>
public interface IDurableFunctionCalls
{
    /// <param name="data">An orchestrator's request in base64, or an activity's input.</param>
    /// <param name="instanceId">Whose activity it is; null for an orchestrator.</param>
    Task<object?> CallAsync(string function, string? data, string? instanceId, CancellationToken cancellation);
}
