namespace Functron.Execution.Results;

/// <summary>
/// How long each phase of an invocation took, in milliseconds. Null when the phase did not happen. Clean-up is null, too, until it has
/// ended.
/// </summary>
public sealed record PhaseTimings
{
    /// <summary>From the acceptance to the start of the build, plus the wait for a run slot.</summary>
    public double? Queue { get; init; }

    public double? Build { get; init; }

    public double? Create { get; init; }

    public double? Start { get; init; }

    public double? Run { get; init; }

    public double? Cleanup { get; init; }

    /// <summary>From the acceptance to the result.</summary>
    public double? Total { get; init; }

    /// <summary>The same to a tenth of a millisecond: no clock here is more exact.</summary>
    internal PhaseTimings Rounded() => new()
    {
        Queue = Round(Queue),
        Build = Round(Build),
        Create = Round(Create),
        Start = Round(Start),
        Run = Round(Run),
        Cleanup = Round(Cleanup),
        Total = Round(Total),
    };

    private static double? Round(double? milliseconds) => milliseconds is { } exact ? Math.Round(exact, 1) : null;
}
