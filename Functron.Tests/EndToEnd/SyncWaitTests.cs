using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class SyncWaitTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_call_that_outlasts_the_synchronous_wait_answers_202_with_all_keys_and_where_the_result_will_be()
    {
        var before = await EngineListing.TakeAsync();
        await using var functron = await FunctronProcess.StartAsync("Functron:SyncWaitSeconds=0.5");

        using var response = await functron.Client.PostAsJsonAsync("v1/exec", Api.Request("sleep 2; echo done", "patient"));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        var id = answer.GetProperty("InstanceId").GetString()!;
        var ended = await functron.Client.UntilEndedAsync(id);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Functron1Keys.AssertAllIn(answer);
        Assert.Equal(new Uri(functron.Address, $"v1/invocations/{id}"), response.Headers.Location);
        Assert.Equal(["Still running"], answer.GetProperty("Errors").EnumerateArray().Select(error => error.GetString()));
        Assert.Equal(id, answer.GetProperty("id").GetString());
        using var status = await functron.Client.GetAsync(answer.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal(HttpStatusCode.OK, status.StatusCode);
        Assert.Equal("done\n", ended.GetProperty("result").Text("CmdOut"));
        await before.AssertIsBackAsync();
    }
}
