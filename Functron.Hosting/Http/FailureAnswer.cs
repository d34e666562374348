using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Http;

/// <summary>Turns an exception into an answer that tells nothing of the code behind it.</summary>
internal sealed class FailureAnswer(ILogger logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e)
        {
            if (e is not (FunctionFailedException or BadHttpRequestException))
                Log.RequestFailed(logger, context.Request.Method, context.Request.Path, e);
            if (context.Response.HasStarted)
            {
                // A part of an answer must not look like the whole.
                context.Abort();
                return;
            }

            context.Response.Clear();
            var (status, detail) = e switch
            {
                BadHttpRequestException bad => (bad.StatusCode, bad.Message),
                FunctionFailedException failed => (StatusCodes.Status500InternalServerError, failed.Message),
                _ => (StatusCodes.Status500InternalServerError, "The request failed."),
            };
            await Problems.WriteAsync(context, status, detail);
        }
    }
}
