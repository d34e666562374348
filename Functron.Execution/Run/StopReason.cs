namespace Functron.Execution.Run;

/// <summary>Whose decision it was to stop a function.</summary>
public enum StopReason
{
    Timeout,
    Cancel,
}
