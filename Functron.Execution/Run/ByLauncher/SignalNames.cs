namespace Functron.Execution.Run.ByLauncher;

/// <summary>Linux' names of signals, the same on x64 and arm64.</summary>
internal static class SignalNames
{
    private static readonly string[] Names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <returns>Null for 0, no signal.</returns>
    public static string? Of(int signal) => signal switch
    {
        <= 0 => null,
        _ when signal <= Names.Length => "SIG" + Names[signal - 1],
        _ => $"SIG{signal}",
    };
}
