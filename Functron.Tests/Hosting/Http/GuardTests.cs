using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Functron.Tests.Hosting.Http;

public sealed class GuardTests
{
    [Theory(Timeout = 120_000)]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("http://{authority}", HttpStatusCode.OK)]
    [InlineData("HTTP://{authority}", HttpStatusCode.OK)]
    [InlineData("https://{authority}", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:{port}", HttpStatusCode.Forbidden)]
    [InlineData("http://example.org", HttpStatusCode.Forbidden)]
    [InlineData("http://{authority}.example.org", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.Forbidden)]
    [InlineData("https://allowed.example", HttpStatusCode.Forbidden)]
    public async Task A_foreign_origin_is_refused(string? origin, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync(typeof(Counted));

        Assert.Equal(status, await GetAsync(host, origin: Filled(origin, host)));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("https://allowed.example", HttpStatusCode.OK)]
    [InlineData("http://{authority}", HttpStatusCode.OK)]
    [InlineData("http://allowed.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task A_configured_origin_is_allowed(string origin, HttpStatusCode status)
    {
        await using var host = await StartAsync("--Host:Cors:AllowedOrigins=https://allowed.example");

        Assert.Equal(status, await GetAsync(host, origin: Filled(origin, host)));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("https://allowed.example", HttpStatusCode.NoContent, "https://allowed.example")]
    [InlineData("https://other.example", HttpStatusCode.Forbidden, null)]
    public async Task A_preflight_is_answered_for_a_configured_origin(string origin, HttpStatusCode status, string? allowed)
    {
        await using var host = await StartAsync("--Host:Cors:AllowedOrigins=https://allowed.example");
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/Counted");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("{authority}", HttpStatusCode.OK)]
    [InlineData("localhost:{port}", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("functron.localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:{port}", HttpStatusCode.OK)]
    [InlineData("127.0.0.2", HttpStatusCode.OK)]
    [InlineData("example.org", HttpStatusCode.Forbidden)]
    [InlineData("localhost.example.org:{port}", HttpStatusCode.Forbidden)]
    [InlineData("192.0.2.1", HttpStatusCode.Forbidden)]
    public async Task On_loopback_a_name_of_another_machine_is_refused(string name, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync(typeof(Counted));

        Assert.Equal(status, await GetAsync(host, name: Filled(name, host)));
    }

    [Fact(Timeout = 120_000)]
    public async Task Reachable_from_elsewhere_it_answers_to_any_name()
    {
        await using var host = await StartAsync("--urls=http://0.0.0.0:0");

        Assert.Equal(HttpStatusCode.OK, await GetAsync(host, name: "example.org"));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_management_api_is_guarded_too()
    {
        await using var host = await TestHost.StartAsync(typeof(Counted));
        const string path = "/runtime/webhooks/durabletask/instances/none";

        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(host, path, origin: "http://example.org"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(host, path, name: "example.org"));
    }

    private static Task<TestHost> StartAsync(params string[] args) =>
        TestHost.StartAsync(new TestHostSetup { Functions = [typeof(Counted)], Args = args });

    private static string? Filled(string? text, TestHost host) => text?
        .Replace("{authority}", host.Address.Authority, StringComparison.Ordinal)
        .Replace("{port}", $"{host.Address.Port}", StringComparison.Ordinal);

    private static async Task<HttpStatusCode> GetAsync(
        TestHost host, string path = "/api/Counted", string? origin = null, string? name = null)
    {
        var address = new UriBuilder(host.Address) { Host = "127.0.0.1", Path = path }.Uri;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        if (name is not null)
            request.Headers.Host = name;
        using var response = await host.Http.SendAsync(request);
        return response.StatusCode;
    }

    public static class Counted
    {
        [Function("Counted")]
        public static IResult Run([HttpTrigger("get", "post")] HttpRequest request) => Results.Ok();
    }
}
