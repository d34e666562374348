using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Functron.FunctionApp.Admission;

/// <summary>Before every route of either host: bodies and answers that do not get on are ended, and bodies are received within a budget.</summary>
internal sealed class HttpAdmission(Uploads uploads, AdmissionOptions options, TimeProvider time) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(InvokeAsync);
        next(app);
    };

    private async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.Body = new MovingAnswer(http.Response.Body, http, TimeSpan.FromSeconds(options.StallSeconds), time);
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await next(http);
            return;
        }

        var body = new AdmittedBody(http.Request.Body, http, uploads);
        http.Request.Body = body;
        try
        {
            await next(http);
        }
        finally
        {
            body.End();
        }
    }
}
