namespace Microsoft.DurableTask.Client;

/// <param name="Output">Becomes the instance's output.</param>
/// <param name="Recursive">Also its sub-orchestrations that have not ended, and theirs.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
