using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Functron.Tests.EndToEnd;

/// <summary>A full queue is refused in words until something has ended.</summary>
[Trait("Host", "Embedded")]
public sealed class FullQueueTests
{
    private const int Limit = 240_000;

    [Fact(Timeout = Limit)]
    public async Task A_full_queue_is_429_until_something_has_ended()
    {
        await using var functron = await FunctronProcess.StartAsync("Functron:MaxQueued=2", "Functron:MaxConcurrentRuns=1");
        var first = await functron.Client.StartAsync(Api.Request("sleep 200", timeout: 300));
        var second = await functron.Client.StartAsync(Api.Request("sleep 200", timeout: 300));
        await AssertFullAsync(functron, "v1/exec");
        await AssertFullAsync(functron, "v1/invocations");

        // What earlier processes accepted counts, too.
        await functron.KillAsync();
        await functron.StartAgainAsync();
        while (await IsTakenAsync(functron) is { } taken)
        {
            // Until it has counted.
            await functron.Client.DeleteAsync($"v1/invocations/{taken}");
            await functron.Client.UntilEndedAsync(taken);
        }

        await AssertFullAsync(functron, "v1/exec");

        using var cancelled = await functron.Client.DeleteAsync($"v1/invocations/{second}");
        await functron.Client.UntilEndedAsync(second);
        var third = await functron.Client.StartAsync(Api.Request("sleep 200", timeout: 300));
        await AssertFullAsync(functron, "v1/exec");

        // No activity of Functron's sees a termination: it is counted.
        using var terminated = await functron.Client.PostAsync(functron.ManagementUri($"instances/{third}/terminate?reason=test"), null);
        string? fourth;
        while ((fourth = await IsTakenAsync(functron)) is null)
            await Task.Delay(200);
        foreach (var id in new[] { first, fourth })
        {
            using var last = await functron.Client.DeleteAsync($"v1/invocations/{id}");
            await functron.Client.UntilEndedAsync(id);
        }
    }

    private static async Task AssertFullAsync(FunctronProcess functron, string route)
    {
        using var response = await functron.Client.PostAsJsonAsync(route, Api.Request("true"));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(10)), (response.StatusCode, response.Headers.RetryAfter?.Delta));
        Assert.Contains("2 invocations", answer.ToString(), StringComparison.Ordinal);
        if (route == "v1/exec")
            Functron1Keys.AssertAllIn(answer);
    }

    /// <returns>The id of an invocation that was taken; null when the queue is full.</returns>
    private static async Task<string?> IsTakenAsync(FunctronProcess functron)
    {
        using var response = await functron.Client.PostAsJsonAsync("v1/invocations", Api.Request("sleep 200", timeout: 300));
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            return null;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
    }
}
