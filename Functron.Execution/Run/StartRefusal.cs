namespace Functron.Execution.Run;

/// <summary>Why a function cannot be started: a failure of its author.</summary>
/// <param name="Words">The reason, for the author.</param>
internal sealed record StartRefusal(int ExitCode, string Words)
{
    /// <summary>What a shell gives for a command that it finds but cannot run.</summary>
    public const int CannotRun = 126;

    /// <summary>What a shell gives for a command that it does not find.</summary>
    public const int NotFound = 127;

    /// <param name="why">A part of a sentence.</param>
    public static StartRefusal Because(string why) => new(CannotRun, $"The function cannot be started: {why}.\n");
}

/// <summary>A step on the way to the start found that the function cannot be started.</summary>
internal sealed class RefusedStartException(StartRefusal refusal) : Exception(refusal.Words)
{
    public StartRefusal Refusal => refusal;
}
