using Functron.Hosting.Functions;

namespace Functron.Hosting.Durable.Replay;

/// <summary>The run of the orchestrator's code within one turn.</summary>
internal sealed class OrchestratorRun
{
    public bool Ended { get; private set; }

    /// <summary>JSON.</summary>
    public string? Result { get; private set; }

    public Exception? Failure { get; private set; }

    /// <summary>
    /// Must be called on the turn's thread: then the await in this method notices when the orchestrator ends on another thread.
    /// </summary>
    public async Task StartAsync(OrchestratorFunction orchestrator, ReplayContext context)
    {
        try
        {
            Result = DurableJson.Write(await orchestrator.InvokeAsync(context));
        }
        catch (Exception failure)
        {
            Failure = failure;
        }

        Ended = true;
    }
}
