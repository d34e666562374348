using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Durable.Storage;

using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch.Turns;

/// <summary>
/// Runs the turns that are due. It takes what has arrived, lets the orchestrator decide, and stores the decisions before anybody acts on
/// them.
/// </summary>
internal sealed class TurnWorker(LiveInstances live, TurnRuns runs, TurnStorage storage, ILogger log)
{
    public async Task RunAsync(LiveExecution due)
    {
        if (live.Take(due) is not { } turn)
            return;
        try
        {
            var past = await storage.PastAsync(turn);
            await storage.StoreAsync(turn, past, runs.Run(turn, past, () => live.Fail(due, new ForeignAwaitException())));
        }
        catch (EngineStoppedException)
        {
            // The store still has what the turn took, and the next start takes it again.
        }
        catch (Exception failure)
        {
            log.TurnFailed(failure.Printable(), due.Instance.Id);
            await EndAsync(turn, failure);
        }
    }

    /// <summary>The turn cannot be taken or stored: this fails the instance.</summary>
    private async Task EndAsync(TakenTurn turn, Exception fault)
    {
        try
        {
            await storage.StoreAsync(turn, [], runs.End(turn, fault));
        }
        catch (EngineStoppedException)
        {
            // As above.
        }
        catch (Exception failure)
        {
            log.InstanceStuck(failure.Printable(), turn.Instance.Id);
            live.GiveBack(turn);
            turn.Instance.RefuseWaiters(StoreFailure.Told(failure, $"the instance '{turn.Instance.Id}'"));
        }
    }
}
