using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace SampleApp;

/// <summary>Human interaction: somebody decides in time, or a colleague is asked to.</summary>
public static class Approval
{
    [Function(nameof(Approval))]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var request = context.GetInput<ApprovalRequest>()!;
        await context.CallActivityAsync(nameof(AskForDecision), request.What);
        context.SetCustomStatus($"waiting for a decision about {request.What}");

        using var decided = new CancellationTokenSource();
        var late = context.CreateTimer(TimeSpan.FromSeconds(request.WaitSeconds), decided.Token);
        var decision = context.WaitForExternalEvent<Decision>("Decision");
        if (await Task.WhenAny(decision, late) == late)
        {
            context.SetCustomStatus("too late");
            return await context.CallActivityAsync<string>(nameof(Escalate), request.What);
        }

        decided.Cancel();
        context.SetCustomStatus("decided");
        return await decision is { Approved: true, By: var by } ? $"{request.What} approved by {by}" : $"{request.What} refused";
    }

    [Function(nameof(AskForDecision))]
    public static Task AskForDecision([ActivityTrigger] string what) => Task.CompletedTask;

    [Function(nameof(Escalate))]
    public static string Escalate([ActivityTrigger] string what) => $"{what} escalated";
}

public sealed record ApprovalRequest(string What, double WaitSeconds);

public sealed record Decision(bool Approved, string By);
