using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Hosting.Durable;

/// <summary>Refuses the parts of Microsoft's types that this host does not carry out. None of them is ignored in silence.</summary>
internal static class Unsupported
{
    public static NotSupportedException Member(string name) =>
        new($"{name} is not carried out by Functron's embedded host. What is not is listed in docs/azure.md.");

    /// <exception cref="NotSupportedException">The options ask for something that is not carried out.</exception>
    public static void ThrowIn(TaskOptions? options)
    {
        if (options?.Version is not null || (options as SubOrchestrationOptions)?.Version is not null)
            throw Member($"{options.GetType().Name}.{nameof(TaskOptions.Version)}");
    }

    public static void ThrowIn(StartOrchestrationOptions? options)
    {
        if (options?.Version is not null)
            throw Member($"{nameof(StartOrchestrationOptions)}.{nameof(StartOrchestrationOptions.Version)}");
        if (options?.DedupeStatuses is not null)
            throw Member($"{nameof(StartOrchestrationOptions)}.{nameof(StartOrchestrationOptions.DedupeStatuses)}");
    }

    public static void ThrowIn(ContinueAsNewOptions options)
    {
        if (options.NewVersion is not null)
            throw Member($"{nameof(ContinueAsNewOptions)}.{nameof(ContinueAsNewOptions.NewVersion)}");
    }

    /// <param name="hub">The name of this host's hub.</param>
    public static void ThrowIn(OrchestrationQuery query, string hub)
    {
        if (query.TaskHubNames?.Any(name => !string.Equals(name, hub, StringComparison.OrdinalIgnoreCase)) == true)
            throw Member($"{nameof(OrchestrationQuery)}.{nameof(OrchestrationQuery.TaskHubNames)} (another hub than {hub})");
    }

    public static void ThrowIn(PurgeInstancesFilter filter)
    {
        if (filter.Timeout is not null)
            throw Member($"{nameof(PurgeInstancesFilter)}.{nameof(PurgeInstancesFilter.Timeout)}");
    }
}
