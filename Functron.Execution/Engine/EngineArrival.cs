using Functron.Execution.Requests;

namespace Functron.Execution.Engine;

/// <summary>
/// After a start, of the whole machine perhaps, the engine may come up later than Functron. What was accepted before that start waits
/// for it; what is accepted now does not, for somebody waits for the answer.
/// </summary>
/// <param name="started">A moment after this process started and before it accepts anything.</param>
public sealed class EngineArrival(IContainerEngine engine, DateTimeOffset started, TimeProvider time)
{
    /// <summary>More than a machine needs to start its engine; counted from this process's start, for all together.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns when the engine answers, or when there is no more sense in waiting: the next call to the engine tells.</summary>
    public async Task WaitAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        while (invocation.AcceptedAt < started && time.GetUtcNow() - started < Limit && !await AnswersAsync(cancellationToken))
            await Task.Delay(Poll, time, cancellationToken);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await engine.VersionAsync(cancellationToken);
            return true;
        }
        catch (EngineUnreachableException)
        {
            return false;
        }
        catch (EngineRefusedException)
        {
            return true;
        }
    }
}
