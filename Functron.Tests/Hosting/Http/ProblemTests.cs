using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Tests.Hosting.Http;

public sealed class ProblemTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("/api/Fails", "http://example.org", null, HttpStatusCode.Forbidden)]
    [InlineData("/api/Fails", null, "example.org", HttpStatusCode.Forbidden)]
    [InlineData("/nowhere", null, null, HttpStatusCode.NotFound)]
    [InlineData("/runtime/webhooks/durabletask/instances/none", null, null, HttpStatusCode.NotFound)]
    [InlineData("/runtime/webhooks/durabletask/instances/none?showInput=maybe", null, null, HttpStatusCode.BadRequest)]
    [InlineData("/api/Fails", null, null, HttpStatusCode.InternalServerError)]
    public async Task The_app_can_add_to_every_problem_whatever_its_caller_accepts(
        string path, string? origin, string? name, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync(new TestHostSetup
        {
            Functions = [typeof(Failing)],
            Configure = services => services.AddProblemDetails(options =>
                options.CustomizeProblemDetails = problem => problem.ProblemDetails.Extensions["added"] = "by the app"),
        });

        foreach (var accepted in (string?[])[null, "application/json", "text/html"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = name;
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            if (accepted is not null)
                request.Headers.Add("Accept", accepted);
            using var response = await host.Http.SendAsync(request);

            Assert.Equal(status, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
            Assert.Equal(
                ["added", "detail", "status", "title", "traceId", "type"], problem.Select(p => p.Key).Order(StringComparer.Ordinal));
            Assert.Equal((int)status, (int?)problem["status"]);
            Assert.Equal("by the app", (string?)problem["added"]);
        }
    }

    public static class Failing
    {
        [Function("Fails")]
        public static IResult Run([HttpTrigger("get")] HttpRequest request) => throw new InvalidOperationException();
    }
}
