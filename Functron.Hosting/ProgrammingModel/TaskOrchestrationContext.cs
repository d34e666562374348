namespace Microsoft.DurableTask;

/// <summary>What an orchestrator may do; everything it awaits comes from here.</summary>
public abstract class TaskOrchestrationContext
{
    public abstract string InstanceId { get; }
}
