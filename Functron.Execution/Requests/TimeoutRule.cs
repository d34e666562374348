using System.Globalization;
using Functron.Execution.Requests.Fields;

namespace Functron.Execution.Requests;

/// <summary>How long the function may run: more than nothing, and no more than the host allows.</summary>
internal static class TimeoutRule
{
    /// <param name="seconds">The number that was sent. Null: none was sent, and the option for that case counts.</param>
    /// <param name="problems">Gets the problem with the number, if there is one.</param>
    /// <returns>Null when there is a problem.</returns>
    public static FunctionTimeout? Check(double? seconds, ExecutionOptions options, ProblemList problems)
    {
        if (seconds is not { } sent)
            return FunctionTimeout.OfSeconds(options.DefaultTimeoutSeconds);
        if (FunctionTimeout.Of(sent, options.MaxTimeoutSeconds) is { } timeout)
            return timeout;

        problems.Add(new RequestProblem(FieldNames.Timeout, "timeout-range", string.Create(
            CultureInfo.InvariantCulture, $"Timeout is {sent} s; it must be more than 0 and at most {options.MaxTimeoutSeconds}.")));
        return null;
    }
}
