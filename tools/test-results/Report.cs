namespace Functron.TestResults;

/// <summary>What people read at the end of a run: skipped tests by name, failed ones with their reasons, and the numbers.</summary>
internal static class Report
{
    // The first lines name the failure and its place; the rest of a trace is the test runner's.
    private const int MostLines = 50;

    public static void Write(Sum sum, TextWriter output)
    {
        foreach (var name in sum.Skipped)
            output.WriteLine($"skipped: {name}");

        // At the end of a long output, for the end is what people are shown.
        if (sum.Failures.Count > 0)
            output.WriteLine("\n== what failed");
        foreach (var failure in sum.Failures)
        {
            output.WriteLine($"not ok - {failure.Words}");
            var lines = failure.Details.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (var line in lines.Take(MostLines))
                output.WriteLine($"    {line.TrimEnd()}");
            if (lines.Length > MostLines)
                output.WriteLine($"    and {lines.Length - MostLines} more lines");
        }

        output.WriteLine($"\n{sum.Passed} passed, {sum.Failures.Count} failed");
    }
}
