namespace Functron.TestResults;

/// <summary>
/// What a fixture finds when its tests are done: something left on the engine, say. It belongs to no test; xunit reports it as messages of
/// the run, the first one with these words, the others with exception and stack trace.
/// </summary>
internal static class CleanupFailures
{
    private const string FirstLine = "Cleanup Failure (";
    private const string FailedTest = "[FAIL]";

    public static IEnumerable<Failure> In(IEnumerable<string> messages)
    {
        Failure? current = null;
        foreach (var message in messages.Select(text => text.Trim()))
        {
            var begins = message.Contains(FirstLine, StringComparison.Ordinal);
            if (current is not null && !begins && !message.EndsWith(FailedTest, StringComparison.Ordinal))
            {
                current = current with { Details = $"{current.Details}\n{message}".Trim() };
                continue;
            }

            if (current is not null)
                yield return current;
            current = begins ? new Failure(message) : null;
        }

        if (current is not null)
            yield return current;
    }
}
