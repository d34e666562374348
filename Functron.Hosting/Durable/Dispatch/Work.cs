namespace Functron.Hosting.Durable.Dispatch;

/// <summary>Something a lane runs: a turn of an orchestrator, or an activity.</summary>
internal abstract class Work
{
    /// <summary>Handles its own failures.</summary>
    public abstract Task RunAsync();
}
