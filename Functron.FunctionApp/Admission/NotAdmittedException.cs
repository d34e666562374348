using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Admission;

/// <summary>
/// There is no room for a request now, or its body makes no progress. Servers know the base class, and answer with its status.
/// </summary>
internal sealed class NotAdmittedException(string message, int status, int? retryAfterSeconds = null)
    : BadHttpRequestException(message, status)
{
    private const int Soon = 10;

    /// <summary>As the header has it; null: none.</summary>
    public int? RetryAfterSeconds { get; } = retryAfterSeconds;

    /// <summary>503: the service as a whole lacks something.</summary>
    public static NotAdmittedException Busy(string message) => new(message, StatusCodes.Status503ServiceUnavailable, Soon);

    /// <summary>429: callers have sent more than can be run.</summary>
    public static NotAdmittedException TooMany(string message) => new(message, StatusCodes.Status429TooManyRequests, Soon);

    /// <summary>408: the caller is too slow.</summary>
    public static NotAdmittedException TooSlow(string message) => new(message, StatusCodes.Status408RequestTimeout);

    /// <summary>Adds the header also to an answer that is begun anew after this.</summary>
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
