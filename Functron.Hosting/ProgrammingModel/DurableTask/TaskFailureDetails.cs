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

    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var inner = exception switch
        {
            TaskFailedException failed => failed.FailureDetails,
            { InnerException: { } cause } => FromException(cause),
            _ => null,
        };
        var type = exception.GetType();
        return new TaskFailureDetails(type.FullName ?? type.Name, exception.Message, exception.StackTrace, inner, null);
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";
}
