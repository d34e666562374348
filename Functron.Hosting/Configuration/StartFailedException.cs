namespace Functron.Hosting.Configuration;

/// <summary>The host cannot start as it is set up; the message is one line that says what to do.</summary>
public class StartFailedException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; init; } = 1;
}
