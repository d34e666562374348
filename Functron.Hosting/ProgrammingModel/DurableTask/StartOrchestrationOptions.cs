namespace Microsoft.DurableTask;

/// <param name="InstanceId">A new one when absent.</param>
/// <param name="StartAt">At once when absent.</param>
public record StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = default)
{
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
    }
}
