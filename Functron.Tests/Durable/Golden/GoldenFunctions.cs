using Functron.FunctionApp.Activities;
using Functron.FunctionApp.Orchestration;
using Functron.Hosting.Functions;

using Microsoft.DurableTask;

namespace Functron.Tests.Durable.Golden;

/// <summary>
/// The orchestrators of the scenarios: Functron's own, and one for each thing that the durable engine can do. Golden files depend on this
/// code, as running instances depend on the code of their app. So a new course needs a new orchestrator here.
/// </summary>
internal static class GoldenFunctions
{
    private static readonly string[] Activities =
    [
        nameof(BuildActivity), nameof(RunActivity), nameof(EnforceDeadlineActivity), nameof(CancelActivity), nameof(CleanUpActivity),
        "First", "Second",
    ];

    public static TestFunctions With(Func<ActivityCall, Task<object?>> activity)
        => Activities.Aggregate(Orchestrators(), (functions, name) => functions.Activity(name, activity));

    public static TestFunctions Orchestrators() => new TestFunctions()
        .Orchestrator(nameof(InvocationOrchestrator), async context => await InvocationOrchestrator.RunAsync(context))
        .Orchestrator("Chain", async context =>
        {
            var first = await context.CallActivityAsync<string>("First", context.GetInput<string>());
            return await context.CallActivityAsync<string>("Second", first);
        })
        .Orchestrator("FanOut", async context =>
        {
            var all = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => context.CallActivityAsync<int>("First", n)));
            return all.Sum();
        })
        .Orchestrator("Throws", async context =>
        {
            await context.CallActivityAsync("First");
            throw new InvalidTimeZoneException("no zone");
        })
        .Orchestrator("Statuses", async context =>
        {
            context.SetCustomStatus(new { Done = 0 });
            await context.CallActivityAsync("First");
            context.SetCustomStatus(new { Done = 1 });
            await context.CallActivityAsync("Second");
            context.SetCustomStatus(null);
            return context.NewGuid();
        })
        .Orchestrator("Waits", async context => await context.WaitForExternalEvent<string>("go"))
        .Orchestrator("WaitsAWhile", async context =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("go", TimeSpan.FromMinutes(1));
            }
            catch (TaskCanceledException)
            {
                return await context.CallActivityAsync<string>("Second", "too late");
            }
        })
        .Orchestrator("Hears", async context =>
        {
            var first = await context.CallActivityAsync<string>("First");
            return $"{first} {await context.WaitForExternalEvent<string>("go")} {await context.WaitForExternalEvent<string>("go")}";
        })
        .Orchestrator("Rounds", async context =>
        {
            var round = context.GetInput<int>();
            if (round == 3)
                return await context.WaitForExternalEvent<string>("go");
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            context.ContinueAsNew(round + 1);
            return null;
        })
        .Orchestrator("Retries", async context => await context.CallActivityAsync<string>(
            "First", "again", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1), backoffCoefficient: 2))))
        .Orchestrator("RetriesInTime", async context => await context.CallActivityAsync<string>(
            "First",
            "again",
            TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1), retryTimeout: TimeSpan.FromSeconds(1.5)))))
        .Orchestrator("RetriesUncertain", async context => await GiveUpAsync(context, "First", new RetryPolicy(3, TimeSpan.FromSeconds(1))
        {
            HandleFailure = failure => throw new InvalidTimeZoneException(failure.ErrorType),
        }))
        .Orchestrator("RetriesNothing", async context => await GiveUpAsync(context, "Third", new RetryPolicy(2, TimeSpan.FromSeconds(1))))
        .Orchestrator("HearsMany", async context =>
        {
            var waits = Enumerable.Range(0, 3).Select(_ => context.WaitForExternalEvent<string>("go")).ToList();
            var told = new List<string>();
            for (var open = new List<Task<string>>(waits); open.Count > 0;)
            {
                var heard = await Task.WhenAny(open);
                open.Remove(heard);
                told.Add($"wait {waits.IndexOf(heard)} heard {await heard}");
                await context.CallActivityAsync("First", told[^1]);
            }

            return told;
        })
        .Orchestrator("Parent", async context => $"{await context.CallSubOrchestratorAsync<string>("Child", "in")} of {context.InstanceId}")
        .Orchestrator("Child", async context => await context.CallActivityAsync<string>(
            "First", $"{context.GetInput<string>()} of {context.Parent?.InstanceId}"))
        .Orchestrator("Forgives", async context =>
        {
            try
            {
                return await context.CallSubOrchestratorAsync<string>("Child", "in", new TaskOptions().WithInstanceId("child"));
            }
            catch (TaskFailedException failed)
            {
                return failed.FailureDetails.InnerFailure?.ErrorType ?? failed.FailureDetails.ErrorType;
            }
        })
        .Orchestrator("Tagged", async context =>
        {
            if (context.GetInput<int>() == 1)
                return "again";
            await context.CallSubOrchestratorAsync<string>("Child", "in", Tagged("part", "child"));
            context.ContinueAsNew(1);
            return null;
        })
        .Orchestrator("Sends", async context =>
        {
            await context.CallSubOrchestratorAsync("Child", "in", Tagged("FireAndForget", ""));
            return await context.WaitForExternalEvent<string>("go");
        })
        .Orchestrator("Tells", async context =>
        {
            context.SendEvent(context.InstanceId, "go", "to itself");
            return await context.WaitForExternalEvent<string>("go");
        });

    private static TaskOptions Tagged(string name, string value) => new(tags: new Dictionary<string, string> { [name] = value });

    /// <summary>When a call is given up, the next call gets the reason as its input.</summary>
    private static async Task<string> GiveUpAsync(TaskOrchestrationContext context, string activity, RetryPolicy policy)
    {
        try
        {
            return await context.CallActivityAsync<string>(activity, "again", TaskOptions.FromRetryPolicy(policy));
        }
        catch (Exception failure)
        {
            return await context.CallActivityAsync<string>("Second", failure.GetType().Name);
        }
    }
}
