using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Http.Management;

/// <summary>Whether an instance has come to its end.</summary>
internal static class Ending
{
    public static bool HasEnded(OrchestrationMetadata instance) =>
        instance.IsCompleted || instance.RuntimeStatus == OrchestrationRuntimeStatus.Canceled;
}
