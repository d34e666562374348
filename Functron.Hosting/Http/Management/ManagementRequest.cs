using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Http.Management;

/// <summary>A call of the management API.</summary>
internal sealed class ManagementRequest(HttpContext http)
{
    public HttpContext Http => http;

    public IQueryCollection Query => http.Request.Query;

    public DurableTaskClient Client { get; } = http.RequestServices.GetRequiredService<DurableTaskClient>();

    /// <summary>The instance's id.</summary>
    public string Id => PathValue.Read(http, "id") ?? "";

    /// <summary>Null when the caller gives none.</summary>
    /// <exception cref="BadHttpRequestException">It is given more than once, or too long.</exception>
    public string? Reason => QueryValues.Text(Query, "reason") is var reason && InputLimits.WhyNot(reason) is { } words
        ? throw new BadHttpRequestException(words)
        : reason;

    public Task RefuseAsync(int status, string detail) => Problems.WriteAsync(http, status, detail);

    public Task AnswerAsync(int status, string json) => Results.Text(json, "application/json", statusCode: status).ExecuteAsync(http);
}
