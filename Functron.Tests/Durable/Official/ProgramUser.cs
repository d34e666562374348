using System.Text.Json;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Official;

/// <summary>Starts a program on an engine and tells it what it listens for.</summary>
internal sealed class ProgramUser(IEngine engine, Program program)
{
    public const string DidNotEnd = "It did not end.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _id = $"{program.Name}-{Guid.NewGuid():N}";
    private readonly HashSet<string> _told = [];

    private DurableTaskClient Client => engine.Client;

    public async Task<Outcome> RunAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await Client.ScheduleNewOrchestrationInstanceAsync(
                ProgramRun.Orchestrator, new ProgramInput(program.Name, 0, 1, _id), new StartOrchestrationOptions(_id), patience.Token);
            if (program.Steps.Any(step => step is Listen))
                await TellAsync(patience.Token);
            return Outcome.Of(await Client.WaitForInstanceCompletionAsync(_id, getInputsAndOutputs: true, patience.Token));
        }
        catch (Exception) when (patience.IsCancellationRequested)
        {
            var stands = await Client.GetInstanceAsync(_id, getInputsAndOutputs: true);
            return new Outcome(stands?.RuntimeStatus ?? default, DidNotEnd, stands?.SerializedCustomStatus, null);
        }
    }

    private async Task TellAsync(CancellationToken cancellation)
    {
        while (await Client.GetInstanceAsync(_id, getInputsAndOutputs: true, cancellation) is { IsCompleted: false } stands)
        {
            if (stands.SerializedCustomStatus is { } shown && Listening(shown) is { } listen && _told.Add(shown))
                await TellAsync(listen, cancellation);
            else
                await Task.Delay(10, cancellation);
        }
    }

    private async Task TellAsync(Listen listen, CancellationToken cancellation)
    {
        if (listen.Terminated)
        {
            await Client.TerminateInstanceAsync(_id, JsonSerializer.Deserialize<object?>(listen.Jsons[0]), cancellation);
            return;
        }

        if (listen.Suspended)
        {
            await Client.SuspendInstanceAsync(_id, "wait", cancellation);
            while (await Client.GetInstanceAsync(_id, cancellation) is not { RuntimeStatus: OrchestrationRuntimeStatus.Suspended })
                await Task.Delay(10, cancellation);
        }

        foreach (var json in listen.Jsons)
            await Client.RaiseEventAsync(_id, listen.Name.ToUpperInvariant(), JsonSerializer.Deserialize<object?>(json), cancellation);
        if (listen.Suspended)
            await Client.ResumeInstanceAsync(_id, "go on", cancellation);
    }

    private Listen? Listening(string shown) => program.Steps.OfType<Listen>().FirstOrDefault(
        listen => Enumerable.Range(1, program.Rounds).Any(
            round => shown == JsonSerializer.Serialize(ProgramRun.Ready(program.NumberOf(listen), round))));
}
