using System.Net;
using static Functron.Tests.Hosting.Http.Management.Calls;

namespace Functron.Tests.Hosting.Http.Management;

/// <summary><c>DELETE instances/{id}</c> and <c>DELETE instances</c></summary>
public sealed class PurgeTests
{
    [Fact(Timeout = 120_000)]
    public async Task An_ended_instance_is_purged_once()
    {
        await using var host = await WithEachStatusAsync();

        using var first = await SendAsync(host, "DELETE", "instances/completed");
        using var second = await SendAsync(host, "DELETE", "instances/completed");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("""{"instancesDeleted":1}""", (await ReadAsync(first)).ToJsonString());
        await AssertProblemAsync(second, HttpStatusCode.NotFound, "no instance 'completed'");
        Assert.Equal(["open", "failed", "terminated"], await IdsAsync(host));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_open_instance_is_not_purged()
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "DELETE", "instances/open");

        await AssertTextAsync(
            response,
            HttpStatusCode.PreconditionFailed,
            "Only instances that have ended are purged; the instance 'open' has the status Running.");
        Assert.Equal(4, (await IdsAsync(host)).Count);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("", 3, "open")]
    [InlineData("&runtimeStatus=failed", 1, "open completed terminated")]
    [InlineData("&runtimeStatus=Completed,Terminated", 2, "open failed")]
    [InlineData("&createdTimeTo=2999-01-01T00:00:00Z", 3, "open")]
    public async Task All_that_match_and_have_ended_are_purged(string query, int count, string left)
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "DELETE", $"instances?createdTimeFrom=2020-01-01T00:00:00Z{query}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($$"""{"instancesDeleted":{{count}}}""", (await ReadAsync(response)).ToJsonString());
        Assert.Equal(left, string.Join(' ', await IdsAsync(host)));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("createdTimeFrom=2999-01-01")]
    [InlineData("createdTimeFrom=2020-01-01&createdTimeTo=2020-01-02")]
    [InlineData("createdTimeFrom=2020-01-01&runtimeStatus=Running")]
    public async Task When_none_matches_that_is_404(string query)
    {
        await using var host = await WithEachStatusAsync();

        using var response = await SendAsync(host, "DELETE", $"instances?{query}");

        await AssertProblemAsync(response, HttpStatusCode.NotFound, "No instance");
        Assert.Equal(4, (await IdsAsync(host)).Count);
    }
}
