using System.Text.Json;

using Microsoft.DurableTask;

namespace Functron.Tests.Durable.Official;

/// <summary>Orchestrators that end in another way on Microsoft's engine, on purpose.</summary>
internal static class DifferingTasks
{
    private static readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> Orchestrators = new()
    {
        ["a cancellation that nobody catches"] = async context =>
            await context.WaitForExternalEvent<string>("never", TimeSpan.FromMilliseconds(1)),
        ["an event of another type than was waited for"] = context => CaughtAsync(async () =>
        {
            context.SendEvent(context.InstanceId, "number", "text");
            return await context.WaitForExternalEvent<int>("number");
        }),
        ["nothing comes with an event, a number was waited for"] = async context =>
        {
            context.SendEvent(context.InstanceId, "number", null!);
            return await context.WaitForExternalEvent<int>("number");
        },
        ["waits of two types for one event"] = context => CaughtAsync(async () =>
        {
            _ = context.WaitForExternalEvent<string>("one");
            var number = context.WaitForExternalEvent<int>("one");
            context.SendEvent(context.InstanceId, "one", 1);
            return await number;
        }),
        ["a failure as the cause of another"] = async context =>
        {
            try
            {
                return await context.CallSubOrchestratorAsync<object?>("fails");
            }
            catch (TaskFailedException failed)
            {
                throw new OwnException("wrapped", failed);
            }
        },
        ["fails"] = _ => throw new OwnException("below", new TimeoutException("deepest")),
        ["a function that is not there"] = context => CaughtAsync(() => context.CallActivityAsync<object?>("Nowhere")),
        ["numbers behind a retry in vain"] = async context =>
        {
            var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(1, TimeSpan.FromMilliseconds(1)));
            await CaughtAsync(() => context.CallSubOrchestratorAsync<object?>("fails", options: retry));
            return await CaughtAsync(() => context.CallSubOrchestratorAsync<object?>("fails"));
        },
        ["numbers behind a timer that was cancelled before"] = async context =>
        {
            using var end = new CancellationTokenSource();
            end.Cancel();
            _ = context.CreateTimer(TimeSpan.FromHours(1), end.Token);
            return await CaughtAsync(() => context.CallSubOrchestratorAsync<object?>("fails"));
        },
        ["a custom status that is changed afterwards"] = context =>
        {
            var shown = new List<int> { 1 };
            context.SetCustomStatus(shown);
            shown.Add(2);
            return Task.FromResult<object?>(null);
        },
        ["more than sixteen causes"] = _ => throw ProgramTasks.Make(new Fault(FaultKind.Own, 20), ""),
        ["calls a child that is terminated"] = context =>
            context.CallSubOrchestratorAsync<object?>("waits", options: new TaskOptions().WithInstanceId($"{context.InstanceId}.child")),
        ["calls a child in other letters"] = context => context.CallSubOrchestratorAsync<object?>("TELLS ITS NAME"),
        ["tells its name"] = context => Task.FromResult<object?>(context.Name.Name),
        ["waits"] = async context => await context.WaitForExternalEvent<string>("never"),
        ["ends with an open timer"] = context =>
        {
            var seconds = ((JsonElement)context.GetInput<object?>()!).GetDouble();
            _ = context.CreateTimer(TimeSpan.FromSeconds(seconds), CancellationToken.None);
            return Task.FromResult<object?>("ended");
        },
    };

    public static void Register(ITaskSet tasks)
    {
        foreach (var (name, body) in Orchestrators)
            tasks.Orchestrator<object?, object?>(name, (context, _) => body(context));
    }

    private static async Task<object?> CaughtAsync(Func<Task<object?>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failed)
        {
            return $"{failed.GetType().Name}: {failed.Message}";
        }
    }

    private static async Task<object?> CaughtAsync(Func<Task<int>> work) => await CaughtAsync(async () => (object?)await work());
}
