namespace Functron.Execution.Run.Stopping;

/// <summary>Whose decision it was to stop a function.</summary>
internal enum StopReason
{
    Timeout,
    Cancel,
}
