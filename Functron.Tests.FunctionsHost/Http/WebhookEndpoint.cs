using Functron.Tests.FunctionsHost.Durable;
using Microsoft.AspNetCore.Http.Extensions;

namespace Functron.Tests.FunctionsHost.Http;

/// <summary>The extension's management routes, answered by the extension itself to whoever has the key.</summary>
internal static class WebhookEndpoint
{
    public static void MapWebhook(this WebApplication web, Webhook webhook, string key) =>
        web.Map(Webhook.Path + "/{**rest}", async (HttpContext context) =>
        {
            if (!Keys.Has(context.Request, key))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            if (webhook.Handler is not { } handler)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            using var request = await RequestAsync(context);
            using var response = await handler.ConvertAsync(request, context.RequestAborted);
            await CopyAsync(response, context);
        });

    private static async Task<HttpRequestMessage> RequestAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.GetEncodedUrl())
        {
            Content = new StreamContent(body),
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return request;
    }

    private static async Task CopyAsync(HttpResponseMessage response, HttpContext context)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            context.Response.Headers[name] = values.ToArray();
        context.Response.Headers.Remove("Transfer-Encoding");
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
