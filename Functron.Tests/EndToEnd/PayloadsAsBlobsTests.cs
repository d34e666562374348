using System.Net.Http.Json;
using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs;
using Functron.Tests.EndToEnd;
using Functron.Tests.Payloads.Blobs;

namespace Functron.Tests.FunctionApp;

/// <summary>The whole service, its payloads in Azurite.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class PayloadsAsBlobsTests(AzuriteServer azurite)
{
    private const int Limit = 120_000;

    private readonly string _container = $"service-{Guid.NewGuid():N}";

    [Theory(Timeout = Limit)]
    [InlineData("auto")]
    [InlineData("engine")]
    public async Task A_function_with_large_input_and_output_runs_and_nothing_of_it_is_a_file(string path)
    {
        await using var functron = await StartAsync(azurite.ConnectionString, $"Functron:RunPath={path}");
        var text = new string('x', 6_000_000);
        var request = Api.Request("cat /data/large; cat >&2", stdin: new string('y', 100_000), tar: Api.Tar(("large", text)));

        var (status, answer) = await functron.Client.ExecAsync(request);

        Assert.True(status == HttpStatusCode.OK, answer.ToString());
        Assert.Equal(text, answer.Text("CmdOut"));
        Assert.Equal(100_000, answer.Text("CmdErr").Length);
        Assert.False(Directory.Exists(Path.Combine(functron.DataDirectory, "payloads")));
        var id = answer.GetProperty("InstanceId").GetString();
        var keys = Keys();
        foreach (var name in new[] { "request.json", "tar", "stdin", "result.json" })
            Assert.Contains($"instances/{id}/{name}", keys);
        await functron.Client.UntilEndedAsync(id!);

        // What was purged goes at the next start.
        using var purged = await functron.Client.DeleteAsync($"runtime/webhooks/durabletask/instances/{id}");
        Assert.Equal(HttpStatusCode.OK, purged.StatusCode);
        await functron.StopAsync();
        await functron.StartAgainAsync();
        while (Keys().Any(key => key.StartsWith("instances/", StringComparison.Ordinal)))
            await Task.Delay(50);
    }

    [Fact(Timeout = Limit)]
    public async Task Health_says_how_the_store_is()
    {
        await using var functron = await StartAsync(azurite.ConnectionString);

        var store = await functron.Client.GetFromJsonAsync<JsonElement>("health");

        Assert.Equal("""{"kind":"blobs","healthy":true,"problem":null}""", store.GetProperty("payloadStore").GetRawText());
    }

    [Fact(Timeout = Limit)]
    public async Task With_a_store_that_is_away_it_starts_all_the_same_and_says_so()
    {
        // Nothing listens on port 1.
        await using var functron = await StartAsync(azurite.ConnectionTo("http://127.0.0.1:1/x"));

        using var health = await functron.Client.GetAsync("health");
        var store = (await health.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("payloadStore");
        var (status, answer) = await functron.Client.ExecAsync(Api.Request("true"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.False(store.GetProperty("healthy").GetBoolean());
        Assert.Contains("payload store", store.GetProperty("problem").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("The payload store failed", Assert.Single(answer.GetProperty("Errors").EnumerateArray()).GetString());
    }

    private Task<FunctronProcess> StartAsync(string connection, params string[] options) => FunctronProcess.StartAsync(
        ["Functron:PayloadStore=blobs", $"Functron:PayloadContainer={_container}", $"AzureWebJobsStorage={connection}", .. options]);

    private List<string> Keys() => [.. new BlobContainerClient(azurite.ConnectionString, _container).GetBlobs().Select(blob => blob.Name)];
}
