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
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://0.0.0.0:0")]
    public async Task A_name_that_a_page_may_have_is_refused_wherever_it_listens(string urls)
    {
        await using var host = await StartAsync($"--urls={urls}");
        foreach (var name in new[] { "{authority}", "localhost:{port}", "localhost", "functron.localhost", "[::1]:{port}", "192.0.2.1",
            "functron:{port}", "host.docker.internal:{port}", Dns.GetHostName() })
            Assert.Equal((name, HttpStatusCode.OK), (name, await GetAsync(host, name: Filled(name, host))));
        foreach (var name in new[] { "evil.example:{port}", "localhost.example.org:{port}", "127.0.0.1.example.org", "ai." })
            Assert.Equal((name, HttpStatusCode.Forbidden), (name, await GetAsync(host, name: Filled(name, host))));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_page_whose_name_resolves_to_this_machine_is_refused_though_its_origin_is_its_host()
    {
        await using var host = await StartAsync("--urls=http://0.0.0.0:0");
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(
            host, origin: Filled("http://evil.example:{port}", host), name: Filled("evil.example:{port}", host)));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("functron.example", "http://functron.example", HttpStatusCode.OK)]
    [InlineData("functron.example", "https://functron.example", HttpStatusCode.OK)]
    [InlineData("functron.example:8443", "https://functron.example:8443", HttpStatusCode.OK)]
    [InlineData("functron.example", null, HttpStatusCode.OK)]
    [InlineData("functron.example", "https://functron.example:8443", HttpStatusCode.Forbidden)]
    [InlineData("functron.example", "https://other.example", HttpStatusCode.Forbidden)]
    [InlineData("other.example", null, HttpStatusCode.Forbidden)]
    public async Task A_listed_name_is_answered_to_and_a_proxy_may_speak_https_for_it(string name, string? origin, HttpStatusCode status)
    {
        await using var host = await StartAsync("--Functron:HostNames=functron.example");
        Assert.Equal(status, await GetAsync(host, origin: origin, name: name));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.BadRequest)]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    public async Task AllowedHosts_only_narrows(string name, HttpStatusCode status)
    {
        await using var host = await StartAsync("--AllowedHosts=localhost;evil.example");
        Assert.Equal(status, await GetAsync(host, name: name));
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
