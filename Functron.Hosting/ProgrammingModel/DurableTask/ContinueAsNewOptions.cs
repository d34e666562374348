namespace Microsoft.DurableTask;

/// <summary>How an orchestrator begins anew.</summary>
public class ContinueAsNewOptions
{
    public object? NewInput { get; set; }

    /// <summary>Whether events that nobody has waited for yet go on to the new execution.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;
}
