namespace Functron.TestResults;

/// <summary>Something that fails the whole run: a test, or something else that went wrong.</summary>
/// <param name="Words">The full name of the test, or a sentence.</param>
/// <param name="Details">Message and stack trace, if there are any.</param>
internal sealed record Failure(string Words, string Details = "");
