using Microsoft.DurableTask;

namespace Functron.Hosting.Durable;

/// <summary>
/// Makes the record of a failure. <see cref="TaskFailureDetails.FromException"/> follows a chain of causes without a limit, but the JSON of
/// a history has one; and it leaves out the causes that a failed task was told with.
/// </summary>
internal static class Failures
{
    private const int MostInnerFailures = 16;

    /// <summary>The first 16 inner failures are kept.</summary>
    public static TaskFailureDetails Of(Exception exception) => Record(exception, MostInnerFailures);

    private static TaskFailureDetails Record(Exception exception, int innerLeft)
    {
        var inner = innerLeft == 0 ? null : exception switch
        {
            TaskFailedException failed => Shortened(failed.FailureDetails, innerLeft - 1),
            { InnerException: { } cause } => Record(cause, innerLeft - 1),
            _ => null,
        };
        var type = exception.GetType();
        return new TaskFailureDetails(
            type.FullName ?? type.Name, TextOf(() => exception.Message) ?? string.Empty, TextOf(() => exception.StackTrace), inner, null);
    }

    private static TaskFailureDetails Shortened(TaskFailureDetails details, int innerLeft) => details with
    {
        InnerFailure = innerLeft > 0 && details.InnerFailure is { } inner ? Shortened(inner, innerLeft - 1) : null,
    };

    // These properties can be overridden: reading them may run the app's code.
    private static string? TextOf(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure)
        {
            return $"(The exception's own text failed with {failure.GetType()}.)";
        }
    }
}
