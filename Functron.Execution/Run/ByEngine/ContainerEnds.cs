using Functron.Execution.Engine;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Run.ByEngine;

/// <summary>Finds out more of a container's end than the engine says at first.</summary>
internal sealed class ContainerEnds(IContainerEngine engine, StopIntents intents, ExecutionOptions options, TimeProvider time)
{
    /// <summary>What SIGKILL gives.</summary>
    private const int KilledExitCode = 137;

    /// <summary>What SIGTERM gives, by which an engine stops its containers.</summary>
    private const int StoppedExitCode = 143;

    /// <summary>How much later than the end the engine may note that it was for want of memory.</summary>
    private static readonly TimeSpan VerdictLimit = TimeSpan.FromSeconds(2);

    /// <summary>Of a busy engine, which takes long for each, it is asked so often at least.</summary>
    private const int LeastLooks = 10;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The engine hears of the end and of the want of memory in two messages, in either order (seen with 20.10 on a busy machine).
    /// So it is asked again, for a while, about what may have ended for want of memory.
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
    /// Of an end that nobody watched: who sent a signal the engine does not say. Most likely it was the engine itself, as it was stopped.
    /// A function that did this to itself just then is taken for one, too: better than half a result that is taken for a whole one.
    /// </summary>
    public async Task<bool> MayBeOthersDoingAsync(RunAttempt attempt, ContainerSnapshot ended) =>
        !ended.OutOfMemory && (ended.ExitCode == StoppedExitCode || await WasKilledByOthersAsync(attempt, ended));

    private async Task<bool> WasKilledByOthersAsync(RunAttempt attempt, ContainerSnapshot ended) =>
        ended.ExitCode == KilledExitCode && await intents.ReadAsync(attempt.Order, CancellationToken.None) is null;
}

/// <summary>A container was found ended by a signal that Functron did not send: the platform's failure.</summary>
public sealed class ContainerStoppedException(string container, int exitCode) : Exception(
    $"The container {container} was ended by a signal (exit code {exitCode}) while Functron or the engine was away: the engine was stopped, or somebody stopped or killed the container. "
    + "Its function may have done anything until then, so it is not run again.");
