using System.Net;
using System.Text.Json.Nodes;
using static Functron.Tests.Hosting.Http.Management.Calls;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary><c>GET instances</c></summary>
public sealed class ListTests
{
    private const string Token = "x-ms-continuation-token";

    [Theory(Timeout = 120_000)]
    [InlineData("", "open completed failed terminated")]
    [InlineData("runtimeStatus=Running", "open")]
    [InlineData("runtimeStatus=completed,FAILED", "completed failed")]
    [InlineData("runtimeStatus=Completed&runtimeStatus=Terminated", "completed terminated")]
    [InlineData("runtimeStatus=Completed,%20Failed&runtimeStatus=Pending", "completed failed")]
    [InlineData("runtimeStatus=Suspended", "")]
    [InlineData("instanceIdPrefix=te", "terminated")]
    [InlineData("instanceIdPrefix=%25", "")]
    [InlineData("instanceIdPrefix=", "open completed failed terminated")]
    [InlineData("createdTimeFrom=2020-01-01T00:00:00Z", "open completed failed terminated")]
    [InlineData("createdTimeFrom=2999-01-01", "")]
    [InlineData("createdTimeTo=2999-01-01T00:00:00.5%2B02:00", "open completed failed terminated")]
    [InlineData("createdTimeTo=2020-01-01T00:00Z", "")]
    [InlineData("createdTimeTo=2020-01-01%2000:00:00", "")]
    [InlineData("createdTimeFrom=2020-01-01+23:59:59.5", "open completed failed terminated")]
    [InlineData("createdTimeFrom=2999-01-01%2000:00:00%20%2B01:00", "")]
    [InlineData("createdTimeFrom=2999/1/1%209:05", "")]
    [InlineData("createdTimeTo=Wed,%2001%20Jan%202020%2000:00:00%20GMT", "")]
    [InlineData("createdTimeTo=1-01-01T00:00:00.000000Z", "")]
    [InlineData("createdTimeFrom=1-01-01T00:00:00.000000%2B00:00", "open completed failed terminated")]
    [InlineData("createdTimeFrom=&createdTimeTo=%20&runtimeStatus=&showInput=&top=", "open completed failed terminated")]
    [InlineData("runtimeStatus=&runtimeStatus=Failed", "failed")]
    [InlineData("createdTimeFrom=2020-01-01&createdTimeTo=2999-01-01&runtimeStatus=Failed&instanceIdPrefix=f", "failed")]
    [InlineData("top=2", "open completed")]
    [InlineData("top=2147483647", "open completed failed terminated")]
    [InlineData("taskHub=hub&connection=Storage&code=key", "open completed failed terminated")]
    public async Task The_instances_that_match_are_told(string query, string ids)
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "GET", $"instances?{query}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(ids, string.Join(' ', (await ReadAsync(response)).Select(i => (string?)i["instanceId"])));
    }

    [Fact(Timeout = 120_000)]
    public async Task Each_is_told_as_by_itself()
    {
        await using var host = await WithEachStatusAsync();

        using var all = await SendAsync(host, "GET", "instances");
        using var hidden = await SendAsync(host, "GET", "instances?showInput=false");

        foreach (var instance in await ReadAsync(all))
            Assert.Equal((await GetAsync(host, (string)instance["instanceId"]!)).ToJsonString(), instance.ToJsonString());
        Assert.All(await ReadAsync(hidden), instance => Assert.Null(instance["input"]));
        Assert.Contains(await ReadAsync(hidden), instance => instance["output"] is not null);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_token_leads_to_the_next_page_until_there_is_none()
    {
        await using var host = await WithEachStatusAsync();
        List<int> pages = [];
        List<string> ids = [];
        string? token = null;
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Instances + "?top=3");
            request.Headers.Add(Token, token ?? "");
            using var response = await host.Http.SendAsync(request);
            var page = await ReadAsync(response);
            pages.Add(page.Count);
            ids.AddRange(page.Select(i => (string)i["instanceId"]!));
            token = response.Headers.TryGetValues(Token, out var tokens) ? tokens.Single() : null;
        }
        while (token is not null);

        Assert.Equal([3, 1], pages);
        Assert.Equal(["open", "completed", "failed", "terminated"], ids);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_token_that_no_page_had_is_400()
    {
        await using var host = await WithEachStatusAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Instances);
        request.Headers.Add(Token, "next");

        using var response = await host.Http.SendAsync(request);

        await AssertProblemAsync(response, HttpStatusCode.BadRequest, "'next' is no continuation token.");
    }

    private static async Task<List<JsonObject>> ReadAsync(HttpResponseMessage response)
    {
        AssertJson(response);
        return [.. JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsArray().Select(i => i!.AsObject())];
    }
}
