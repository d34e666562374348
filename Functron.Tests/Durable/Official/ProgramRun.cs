using System.Text.Json;

using Microsoft.DurableTask;

namespace Functron.Tests.Durable.Official;

/// <summary>Runs a program as an orchestrator, on whichever engine the context is of.</summary>
internal sealed class ProgramRun(TaskOrchestrationContext context, Program program, ProgramInput input)
{
    public const string Orchestrator = "Program";

    public static async Task<object?> RunAsync(TaskOrchestrationContext context, ProgramInput input)
    {
        var program = Program.Find(input.Program);
        var value = await new ProgramRun(context, program, input).DoAsync(program.Steps[input.Part]);
        if (input.Part == 0 && input.Round < program.Rounds)
            context.ContinueAsNew(input with { Round = input.Round + 1 }, program.KeepEvents);
        return value;
    }

    /// <summary>What the custom status says when a part waits to be told something.</summary>
    public static string Ready(int part, int round) => $"ready {part}.{round}";

    private async Task<object?> DoAsync(Step step)
    {
        switch (step)
        {
            case Echo echo:
                return await context.CallActivityAsync<object?>(ProgramTasks.Echo, Value(echo.Json));
            case Flaky flaky:
                var call = new FlakyCall($"{input.Root}/{program.NumberOf(flaky)}", flaky.Times, flaky.Fault);
                return await context.CallActivityAsync<int>(ProgramTasks.Flaky, call, Options(flaky.Repeat));
            case Throw failing:
                throw ProgramTasks.Make(failing.Fault, "by itself");
            case Pause pause:
                await context.CreateTimer(TimeSpan.FromMilliseconds(pause.Milliseconds), CancellationToken.None);
                return "paused";
            case Show show:
                context.SetCustomStatus(Value(show.Json));
                return "shown";
            case Facts:
                return new { context.Name.Name, Root = context.InstanceId == input.Root, Parent = context.Parent?.Name.Name, input.Round };
            case Sequence sequence:
                var values = new List<object?>();
                foreach (var part in sequence.Steps)
                    values.Add(await DoAsync(part));
                return values;
            case Together together:
                return await Task.WhenAll(together.Steps.Select(DoAsync));
            case InTime inTime:
                return await RaceAsync(inTime);
            case TooLate late:
                return await WaitInVainAsync(late);
            case LeaveOpen { Activity: true }:
                _ = context.CallActivityAsync(ProgramTasks.Linger);
                return "an activity is left open";
            case LeaveOpen:
                _ = context.CreateTimer(TimeSpan.FromMilliseconds(30), CancellationToken.None);
                return "a timer is left open";
            case Catch caught:
                return await CatchAsync(caught);
            case Child child:
                var number = program.NumberOf(child.Step);
                var options = Options(child.Repeat);
                if (child.OwnId)
                    options = (options ?? new TaskOptions()).WithInstanceId($"{input.Root}.{number}.{input.Round}");
                return await context.CallSubOrchestratorAsync<object?>(Orchestrator, input with { Part = number }, options);
            case Talk talk:
                return await TalkAsync(talk);
            case Listen listen:
                var heard = Waits(listen.Name, listen.Terminated ? 1 : listen.Jsons.Count);
                context.SetCustomStatus(Ready(program.NumberOf(listen), input.Round));
                return await Task.WhenAll(heard);
            default:
                throw new NotSupportedException($"{step}");
        }
    }

    private async Task<object?> RaceAsync(InTime inTime)
    {
        using var end = new CancellationTokenSource();
        var work = DoAsync(inTime.Step);
        var late = context.CreateTimer(TimeSpan.FromHours(1), end.Token);
        var first = await Task.WhenAny(work, late);
        end.Cancel();
        return first == work ? await work : "late";
    }

    private async Task<object?> WaitInVainAsync(TooLate late)
    {
        try
        {
            var name = $"never {program.NumberOf(late)}";
            return await context.WaitForExternalEvent<object?>(name, TimeSpan.FromMilliseconds(late.Milliseconds));
        }
        catch (TaskCanceledException cancelled)
        {
            return cancelled.Message;
        }
    }

    private async Task<object?> CatchAsync(Catch caught)
    {
        try
        {
            return await DoAsync(caught.Step);
        }
        catch (TaskFailedException failed)
        {
            return new { failed.TaskName, failed.Message, Failure = Outcome.Tell(failed.FailureDetails) };
        }
        catch (Exception failed)
        {
            return new { Type = failed.GetType().FullName, failed.Message };
        }
    }

    /// <summary>Marks, for which it waits, tell that all has come that was sent before them.</summary>
    private async Task<object?> TalkAsync(Talk talk)
    {
        var part = program.NumberOf(talk);
        Send(talk.Name.ToUpperInvariant(), part, "early", talk.Early);
        await MarkAsync(part, "early");
        var waits = Waits(talk.Name, Math.Min(talk.Waits, talk.Early + talk.Late));
        if (talk.GivenUp != GivenUp.None)
            WaitAndGiveUp(talk);
        Send(talk.Name, part, "late", talk.Late);
        await MarkAsync(part, "late");
        return await Task.WhenAll(waits);
    }

    private void WaitAndGiveUp(Talk talk)
    {
        using var end = new CancellationTokenSource();
        if (talk.GivenUp == GivenUp.Before)
            end.Cancel();
        _ = context.WaitForExternalEvent<object?>(talk.Name, end.Token);
        end.Cancel();
    }

    private void Send(string name, int part, string when, int count)
    {
        for (var number = 0; number < count; number++)
            context.SendEvent(context.InstanceId, name, $"{part}.{input.Round} {when} {number}");
    }

    private async Task MarkAsync(int part, string when)
    {
        context.SendEvent(context.InstanceId, $"mark {part} {when}", "");
        await context.WaitForExternalEvent<object?>($"mark {part} {when}");
    }

    private Task<object?>[] Waits(string name, int count)
        => [.. Enumerable.Range(0, count).Select(_ => context.WaitForExternalEvent<object?>(name))];

    private static object? Value(string json) => JsonSerializer.Deserialize<object?>(json);

    private static TaskOptions? Options(Repeat? repeat) => repeat is null ? null : repeat.Kind switch
    {
        RepeatKind.Policy => TaskOptions.FromRetryPolicy(
            new RetryPolicy(repeat.Attempts, TimeSpan.FromMilliseconds(2), 2, TimeSpan.FromMilliseconds(5))),
        RepeatKind.PolicyForOwn => TaskOptions.FromRetryPolicy(new RetryPolicy(repeat.Attempts, TimeSpan.FromMilliseconds(1))
        {
            HandleFailure = failure => failure.IsCausedBy<OwnException>(),
        }),
        _ => TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < repeat.Attempts && retry.LastFailure.ErrorMessage.Length > 0),
    };
}
