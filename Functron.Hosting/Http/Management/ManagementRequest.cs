using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Http.Management;

/// <summary>A call of the management API.</summary>
internal sealed class ManagementRequest(HttpContext http)
{
    // As Durable Functions writes it: a quotation mark in a sentence stays legible.
    private static readonly JsonSerializerOptions Words = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public HttpContext Http => http;

    /// <summary>A GET changes nothing, so that a parameter without a value is as good as none; every other call refuses it.</summary>
    public IQueryCollection Query { get; } =
        HttpMethods.IsGet(http.Request.Method) ? QueryValues.WithoutBlanks(http.Request.Query) : http.Request.Query;

    public DurableTaskClient Client { get; } = http.RequestServices.GetRequiredService<DurableTaskClient>();

    /// <summary>The instance's id.</summary>
    public string Id => PathValue.Read(http, "id") ?? "";

    /// <summary>Null when the caller gives none.</summary>
    /// <exception cref="BadHttpRequestException">It is given more than once, or too long.</exception>
    public string? Reason => QueryValues.Text(Query, "reason") is var reason && InputLimits.WhyNot(reason) is { } words
        ? throw new BadHttpRequestException(words)
        : reason;

    public Task RefuseAsync(int status, string detail) => Problems.WriteAsync(http, status, detail);

    /// <summary>With words alone: a JSON string, as Durable Functions has it for some refusals.</summary>
    public Task RefuseInTextAsync(int status, string words) => AnswerAsync(status, JsonSerializer.Serialize(words, Words));

    /// <summary>With words under the name <c>Message</c>, likewise.</summary>
    public Task RefuseInMessageAsync(int status, string message) =>
        AnswerAsync(status, JsonSerializer.Serialize(new { Message = message }, Words));

    public Task AnswerAsync(int status, string json) => Results.Text(json, "application/json", Encoding.UTF8, status).ExecuteAsync(http);
}
