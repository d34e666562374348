using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Admission;

/// <summary>
/// There is no room for a request now, or its body does not get on. Whoever answers requests knows the base class, and so the status.
/// </summary>
internal sealed class NotAdmittedException(string message, int status, int? retryAfterSeconds = null)
    : BadHttpRequestException(message, status)
{
    private const int Soon = 10;

    /// <summary>As the header has it; null: none.</summary>
    public int? RetryAfterSeconds { get; } = retryAfterSeconds;

    /// <summary>503: the service as a whole is short of something.</summary>
    public static NotAdmittedException Busy(string message) => new(message, StatusCodes.Status503ServiceUnavailable, Soon);

    /// <summary>429: callers have sent more than is run.</summary>
    public static NotAdmittedException TooMany(string message) => new(message, StatusCodes.Status429TooManyRequests, Soon);

    /// <summary>408: the caller's own pace.</summary>
    public static NotAdmittedException TooSlow(string message) => new(message, StatusCodes.Status408RequestTimeout);

    /// <summary>Also where whoever answers begins the answer anew.</summary>
    public void AddHeaderTo(HttpResponse response)
    {
        if (RetryAfterSeconds is not { } seconds || response.HasStarted)
            return;
        response.OnStarting(() =>
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
    }
}
