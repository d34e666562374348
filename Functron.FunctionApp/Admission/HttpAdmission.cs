using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Functron.FunctionApp.Admission;

/// <summary>
/// Comes before every route, on both hosts. It ends bodies and answers that make no progress, and receives bodies within a budget.
/// </summary>
internal sealed class HttpAdmission(Uploads uploads, AnswerRoom room, AdmissionOptions options, TimeProvider time) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(InvokeAsync);
        next(app);
    };

    private async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        AdmittedBody? body = null;
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false })
            http.Request.Body = body = new AdmittedBody(http.Request.Body, http, uploads);
        var answer = http.Response.Body;
        http.Response.Body = new MovingAnswer(answer, http, StallLimit, time);
        try
        {
            await next(http);

            // The response's writer may still hold bytes for our stream. If it holds none, this does not begin the answer.
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        finally
        {
            body?.End();
            http.Response.Body = answer;
        }
    }

    private TimeSpan StallLimit()
    {
        var limit = TimeSpan.FromSeconds(options.StallSeconds);
        return room.IsWaitedFor && limit > AnswerRoom.StallLimitWhenWaitedFor ? AnswerRoom.StallLimitWhenWaitedFor : limit;
    }
}
