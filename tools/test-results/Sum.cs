namespace Functron.TestResults;

/// <summary>All test runs together.</summary>
internal sealed record Sum(int Passed, IReadOnlyList<Failure> Failures, IReadOnlyList<string> Skipped)
{
    public static Sum Of(IReadOnlyList<TestRun> runs) =>
        new(runs.Sum(run => run.Passed), [.. runs.SelectMany(run => run.Failures)], [.. runs.SelectMany(run => run.Skipped)]);
}
