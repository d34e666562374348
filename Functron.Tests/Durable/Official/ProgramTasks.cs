using System.Collections.Concurrent;

namespace Functron.Tests.Durable.Official;

/// <summary>What programs call, and the orchestrator that runs them.</summary>
internal static class ProgramTasks
{
    public const string Echo = "Echo";
    public const string Flaky = "Flaky";
    public const string Linger = "Linger";

    private static readonly ConcurrentDictionary<string, int> Attempts = new();

    public static void Register(ITaskSet tasks)
    {
        tasks.Activity<object?, object?>(Echo, Task.FromResult);
        tasks.Activity<FlakyCall, int>(Flaky, call => Task.FromResult(TryFlaky(call)));
        tasks.Activity<object?, string>(Linger, async _ =>
        {
            await Task.Delay(20);
            return "lingered";
        });
        tasks.Orchestrator<ProgramInput, object?>(ProgramRun.Orchestrator, ProgramRun.RunAsync);
    }

    /// <returns>How often it was tried.</returns>
    private static int TryFlaky(FlakyCall call)
    {
        var attempt = Attempts.AddOrUpdate(call.Key, 1, (_, before) => before + 1);
        return attempt > call.Times ? attempt : throw Make(call.Fault, $"at attempt {attempt}");
    }

    public static Exception Make(Fault fault, string words)
    {
        var cause = fault.Depth == 0 ? null : Make(fault with { Depth = fault.Depth - 1 }, $"{words}, below");
        return fault.Kind switch
        {
            FaultKind.Own => new OwnException($"own {words}", cause),
            FaultKind.Several => new AggregateException(words, [new TimeoutException("one"), cause ?? new IOException("two")]),
            _ => new InvalidOperationException(words, cause),
        };
    }
}

internal sealed class OwnException(string message, Exception? cause) : Exception(message, cause);

/// <summary>What a call of the flaky activity is given.</summary>
/// <param name="Key">What its attempts are counted by.</param>
internal sealed record FlakyCall(string Key, int Times, Fault Fault);
