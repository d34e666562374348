using Functron.Hosting.Functions;

namespace Functron.Hosting.Durable.Replay;

/// <summary>The orchestrator's code within one turn.</summary>
internal sealed class OrchestratorRun
{
    public bool Ended { get; private set; }

    /// <summary>JSON.</summary>
    public string? Result { get; private set; }

    public Exception? Failure { get; private set; }

    /// <summary>To be called on the turn's thread: this method's own await then notices an orchestrator that ended on another one.</summary>
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
