namespace Functron.TestResults;

/// <summary>What one test run (one result file) says.</summary>
/// <param name="Passed">The number of tests that passed.</param>
/// <param name="Skipped">The full names of the tests that did not run.</param>
internal sealed record TestRun(int Passed, IReadOnlyList<Failure> Failures, IReadOnlyList<string> Skipped);
