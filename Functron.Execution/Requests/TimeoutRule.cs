using System.Globalization;
using Functron.Execution.Requests.Fields;

namespace Functron.Execution.Requests;

/// <summary>How long the function may run: more than nothing, and no more than the host allows.</summary>
internal static class TimeoutRule
{
    /// <param name="seconds">As sent: a number that JSON can write may still be infinite here.</param>
    public static IEnumerable<RequestProblem> Check(double? seconds, double max)
    {
        if (seconds is { } value && !(value > 0 && value <= max))
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"Timeout is {value} s; it must be more than 0 and at most {max}.");
            yield return new RequestProblem(FieldNames.Timeout, "timeout-range", message);
        }
    }
}
