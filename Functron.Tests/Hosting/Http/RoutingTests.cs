using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Functron.Tests.Hosting.Http;

public sealed class RoutingTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("GET", "/api/Named", "named")]
    [InlineData("DELETE", "/api/named", "named")]
    [InlineData("GET", "/api/v1/items/7", "get 7 -")]
    [InlineData("GET", "/api/v1/items/7/x%20y", "get 7 x y")]
    [InlineData("POST", "/api/v1/items/7", "post 7")]
    [InlineData("GET", "/api/typed/0f8fad5b-d9cb-469f-a165-70867728950e/true", "0f8fad5b-d9cb-469f-a165-70867728950e True")]
    public async Task A_request_reaches_its_function(string method, string path, string body)
    {
        await using var host = await TestHost.StartAsync(typeof(Routed));

        using var response = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Theory(Timeout = 120_000)]
    [InlineData("GET", "/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/Named", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/none", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/v1/items/7", HttpStatusCode.NotFound)]
    [InlineData("HEAD", "/api/v1/items/7", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/items/seven", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/typed/0f8fad5b/true", HttpStatusCode.BadRequest)]
    public async Task Any_other_request_is_told_so(string method, string path, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync(typeof(Routed));

        using var response = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("", "/Named")]
    [InlineData("/", "/Named")]
    [InlineData("a/b", "/a/b/Named")]
    public async Task The_prefix_is_that_of_host_json(string prefix, string path)
    {
        var hostJson = $$"""{ "extensions": { "http": { "routePrefix": "{{prefix}}" } } }""";
        await using var host = await TestHost.StartAsync(new TestHostSetup { Functions = [typeof(Routed)], HostJson = hostJson });

        Assert.Equal("named", await host.Http.GetStringAsync(path));
    }

    public sealed class Routed
    {
        [Function("Named")]
        public static IResult Named([HttpTrigger] HttpRequest request) => Results.Text("named");

        [Function("GetItem")]
        public Task<IResult> GetItem(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/items/{id:int}/{part?}")] HttpRequest request, int id,
                string? part) =>
            Task.FromResult(Results.Text($"get {id} {part ?? "-"}"));

        [Function("PostItem")]
        public IResult PostItem([HttpTrigger("post", Route = "v1/items/{id}")] HttpRequest request, string id) =>
            Results.Text($"post {id}");

        [Function("Typed")]
        public IResult Typed([HttpTrigger("get", Route = "typed/{id}/{flag}")] HttpRequest request, Guid id, bool flag) =>
            Results.Text($"{id} {flag}");
    }
}
