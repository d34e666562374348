namespace Functron.Cli;

/// <summary>
/// What the command ends with when it does not end with the function's own exit code. They are those of sysexits.h; 124 is
/// what timeout(1) ends with, 125 docker(1), and 130 a shell's command after Ctrl+C.
/// </summary>
internal static class ExitCodes
{
    /// <summary>Wrong arguments, or a file that cannot be read.</summary>
    public const int UsageError = 64;

    /// <summary>Functron refused the request.</summary>
    public const int Refused = 65;

    /// <summary>Functron, or its Docker engine, cannot be reached.</summary>
    public const int Unavailable = 69;

    /// <summary>Functron itself failed.</summary>
    public const int PlatformFailure = 70;

    /// <summary>The function was killed at its timeout.</summary>
    public const int TimedOut = 124;

    public const int BuildFailed = 125;

    /// <summary>The function was cancelled, or was given up.</summary>
    public const int Interrupted = 130;
}
