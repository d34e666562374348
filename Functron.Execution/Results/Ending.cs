namespace Functron.Execution.Results;

/// <summary>How an invocation ended.</summary>
public enum Ending
{
    /// <summary>The function ended by itself, with any exit code.</summary>
    Exited,

    /// <summary>The command could not be started (exit code 126 or 127), because of the image, its command or its user.</summary>
    StartRefused,

    /// <summary>The user's Dockerfile did not build.</summary>
    BuildFailed,

    /// <summary>The function was killed at its timeout.</summary>
    TimedOut,

    /// <summary>The invocation was stopped on request, in any phase.</summary>
    Cancelled,
}
