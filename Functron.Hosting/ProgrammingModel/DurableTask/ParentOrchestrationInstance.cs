namespace Microsoft.DurableTask;

/// <summary>Whose sub-orchestration an instance is.</summary>
public record ParentOrchestrationInstance(TaskName Name, string InstanceId);
