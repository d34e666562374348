using System.Text.Json;

using Microsoft.DurableTask;

namespace Functron.Tests.Durable.Official;

/// <summary>Orchestrators that ended in another way than on Microsoft's engine once, and that programs cannot express.</summary>
internal static class MendedTasks
{
    public static IReadOnlyDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> Orchestrators { get; } =
        new Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>>
        {
            ["a filter of retries that fails by itself"] = context => CaughtAsync(() => CallAsync(
                context,
                "Fails",
                TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(1))
                {
                    HandleFailure = _ => throw new OwnException("no filter", null),
                }))),
            ["a function that is not there and a policy"] = context => CaughtAsync(() => CallAsync(
                context, "Nowhere", TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromHours(1))))),
            ["a function that is not there and a handler"] = async context =>
            {
                var asked = 0;
                RetryHandler handler = _ => ++asked < 2;
                await CaughtAsync(() => CallAsync(context, "Nowhere", TaskOptions.FromRetryHandler(handler)));
                return asked;
            },
            ["an orchestrator that is not there and a policy"] = context => CaughtAsync(() => context.CallSubOrchestratorAsync<object?>(
                "Nowhere", options: TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromHours(1))))),
            ["a wait whose token is cancelled already"] = context => CaughtAsync(async () =>
            {
                using var end = new CancellationTokenSource();
                end.Cancel();
                return await context.WaitForExternalEvent<object?>("never", end.Token);
            }),
            ["an event that comes after ContinueAsNew"] = async context =>
            {
                if (context.GetInput<object?>() is JsonElement)
                    return await context.WaitForExternalEvent<string>("told");
                var wait = context.WaitForExternalEvent<string>("told");
                context.SendEvent(context.InstanceId, "told", "something");
                context.ContinueAsNew("again");
                await context.CallActivityAsync("Rests");
                return wait.IsCompleted;
            },
        };

    public static void Register(ITaskSet tasks)
    {
        tasks.Activity<object?, object?>("Fails", _ => throw new OwnException("failed", null));
        tasks.Activity<object?, object?>("Rests", async _ =>
        {
            await Task.Delay(50);
            return null;
        });
        foreach (var (name, body) in Orchestrators)
            tasks.Orchestrator<object?, object?>(name, (context, _) => body(context));
    }

    private static Task<object?> CallAsync(TaskOrchestrationContext context, string activity, TaskOptions options)
        => context.CallActivityAsync<object?>(activity, null, options);

    /// <summary>What it throws; of a task that failed which one it was, without the words for it.</summary>
    private static async Task<object?> CaughtAsync(Func<Task<object?>> work)
    {
        try
        {
            return await work();
        }
        catch (TaskFailedException failed)
        {
            return $"{failed.TaskName} #{failed.TaskId}";
        }
        catch (Exception failed)
        {
            return $"{failed.GetType().Name}: {failed.Message}";
        }
    }
}
