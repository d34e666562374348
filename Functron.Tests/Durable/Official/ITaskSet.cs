using Microsoft.DurableTask;

namespace Functron.Tests.Durable.Official;

/// <summary>Takes orchestrators and activities for an engine.</summary>
internal interface ITaskSet
{
    void Orchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> body);

    void Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> body);
}
