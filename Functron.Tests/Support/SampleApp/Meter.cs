using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace SampleApp;

/// <summary>Eternal: reads a meter again and again, each round with a history of its own, until it is told to stop.</summary>
public static class Meter
{
    [Function(nameof(Meter))]
    public static async Task<MeterState> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var state = context.GetInput<MeterState>()!;
        state = new MeterState(state.Round + 1, state.Total + await context.CallActivityAsync<int>(nameof(ReadMeter), state.Round));
        context.SetCustomStatus(state);

        using var round = new CancellationTokenSource();
        var stop = context.WaitForExternalEvent<bool>("Stop", round.Token);
        var pause = context.CreateTimer(TimeSpan.FromMilliseconds(20), round.Token);
        var first = await Task.WhenAny(stop, pause);
        round.Cancel();
        if (first == pause)
            context.ContinueAsNew(state);
        return state;
    }

    /// <summary>Two units a round.</summary>
    [Function(nameof(ReadMeter))]
    public static int ReadMeter([ActivityTrigger] int round) => 2;
}

public sealed record MeterState(int Round, int Total);
