namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Unique for each invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The same for each invocation of one function.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The services of the invocation's own scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>What the invocation's parts want to share; nothing is in it at first.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>
    /// Cancelled when the host stops; for an HTTP function also when the caller goes away, for an activity also when its
    /// instance is terminated.
    /// </summary>
    public virtual CancellationToken CancellationToken { get; }
}
