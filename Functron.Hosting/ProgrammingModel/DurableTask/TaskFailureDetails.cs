using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>A failure as a record that outlives the process it happened in.</summary>
/// <param name="ErrorType">Full name of the exception's type.</param>
/// <param name="Properties">Not filled by this host.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    // JSON has a limit to its nesting, and a chain of causes has none.
    private const int MostInnerFailures = 16;

    /// <inheritdoc cref="IsCausedBy(Type)"/>
    public bool IsCausedBy<T>()
        where T : Exception
        => IsCausedBy(typeof(T));

    /// <summary>
    /// True when the exception was of this type or of one derived from it. False also when its type is in no loaded assembly.
    /// </summary>
    /// <exception cref="ArgumentException">The type is no exception type.</exception>
    /// <exception cref="AmbiguousMatchException">Several loaded assemblies have a type of that name.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
            throw new ArgumentException($"{targetBaseExceptionType} is no exception type.", nameof(targetBaseExceptionType));

        if (string.Equals(ErrorType, targetBaseExceptionType.FullName, StringComparison.Ordinal))
            return true;

        var types = AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType(ErrorType, throwOnError: false))
            .OfType<Type>()
            .Distinct()
            .ToList();
        if (types.Count > 1)
            throw new AmbiguousMatchException($"Several loaded assemblies have a type named '{ErrorType}'.");
        return types.Count == 1 && targetBaseExceptionType.IsAssignableFrom(types[0]);
    }

    /// <summary>The first 16 inner failures are kept.</summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Record(exception, MostInnerFailures);
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

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

    // These properties can be overridden, so that asking an exception for its text runs the app's code.
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
