using Functron.Execution.Engine;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Run.ByEngine;

/// <summary>Finds out more about a container's end than the engine says at first.</summary>
internal sealed class ContainerEnds(IContainerEngine engine, StopIntents intents, ExecutionOptions options, TimeProvider time)
{
    /// <summary>The exit code that SIGKILL gives.</summary>
    private const int KilledExitCode = 137;

    /// <summary>The exit code that SIGTERM gives, by which an engine stops its containers.</summary>
    private const int StoppedExitCode = 143;

    /// <summary>How much later than the end the engine may note that memory had run out.</summary>
    private static readonly TimeSpan VerdictLimit = TimeSpan.FromSeconds(2);

    /// <summary>The engine is asked so often at least, because a busy engine takes long for each answer.</summary>
    private const int LeastLooks = 10;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The engine hears of the end and of the want of memory in two messages, in either order (seen with 20.10 on a busy machine). So it is
    /// asked again, for a while, about a container that may have ended for want of memory.
    /// </summary>
    public async Task<ContainerSnapshot> WithMemoryVerdictAsync(RunAttempt attempt, ContainerSnapshot ended)
    {
        if (options.MemoryBytes is 0 || !await WasKilledByOthersAsync(attempt, ended))
            return ended;
        var since = time.GetTimestamp();
        for (var looks = 0; !ended.OutOfMemory && (looks < LeastLooks || time.GetElapsedTime(since) < VerdictLimit); looks++)
        {
            await Task.Delay(Poll, time);
            if (await engine.InspectAsync(ended.Id, CancellationToken.None) is not { } again)
                break;
            ended = again;
        }

        return ended;
    }

    /// <summary>
    /// For an end that nobody watched. The engine does not say who sent a signal. Most likely it was the engine itself, while it was
    /// stopped. A function that did this to itself at that time counts as one, too: that is better than half a result that passes for a
    /// whole one.
    /// </summary>
    public async Task<bool> MayBeOthersDoingAsync(RunAttempt attempt, ContainerSnapshot ended) =>
        !ended.OutOfMemory && (ended.ExitCode == StoppedExitCode || await WasKilledByOthersAsync(attempt, ended));

    private async Task<bool> WasKilledByOthersAsync(RunAttempt attempt, ContainerSnapshot ended) =>
        ended.ExitCode == KilledExitCode && await intents.ReadAsync(attempt.Order, CancellationToken.None) is null;
}

/// <summary>A container was found ended by a signal that Functron did not send, which is the platform's failure.</summary>
internal sealed class ContainerStoppedException(string container, int exitCode) : Exception(
    $"The container {container} was ended by a signal (exit code {exitCode}) while Functron or the engine was away: "
    + "the engine was stopped, or somebody stopped or killed the container. "
    + "Its function may have done anything until then, so it is not run again.");
