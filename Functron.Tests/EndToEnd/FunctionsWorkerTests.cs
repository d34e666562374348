using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

/// <summary>
/// What happens to invocations when the worker or the host that runs it ends: only below the stand-in for the Functions host, where
/// they are two processes.
/// </summary>
[Collection(EndToEndCollection.Name)]
[Trait("Host", "Functions")]
public sealed class FunctionsWorkerTests
{
    private const int Limit = 240_000;

    public static TheoryData<string> Phases => new("Building", "Running");

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Phases))]
    public async Task A_killed_worker_costs_no_invocation_and_its_function_runs_once(string phase)
    {
        var before = await EngineListing.TakeAsync();
        await using var functron = await FunctronProcess.StartAsync();
        var id = await StartAsync(functron, phase);

        Process.GetProcessById(functron.WorkerId).Kill();
        await NextWorkerAsync(functron);

        AssertDone(await functron.Client.UntilEndedAsync(id));
        await before.AssertIsBackAsync();
    }

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Phases))]
    public async Task A_host_that_is_stopped_cancels_no_invocation(string phase)
    {
        var before = await EngineListing.TakeAsync();
        await using var functron = await FunctronProcess.StartAsync();
        var id = await StartAsync(functron, phase);

        await functron.StopAsync();
        await functron.StartAgainAsync();

        AssertDone(await functron.Client.UntilEndedAsync(id));
        await before.AssertIsBackAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_killed_host_costs_no_invocation_and_its_worker_ends_with_it()
    {
        var before = await EngineListing.TakeAsync();
        await using var functron = await FunctronProcess.StartAsync();
        var id = await StartAsync(functron, "Running");
        using var worker = Process.GetProcessById(functron.WorkerId);

        await functron.KillAsync();
        await worker.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await functron.StartAgainAsync();

        AssertDone(await functron.Client.UntilEndedAsync(id));
        await before.AssertIsBackAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_host_that_is_told_no_address_of_its_own_has_no_durable_client_for_functions()
    {
        await using var functron = await FunctronProcess.StartAsync("WEBSITE_HOSTNAME=");

        using var answer = await functron.Client.PostAsJsonAsync("v1/exec", Api.Request("true", "worker"));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("Webhooks are not configured", functron.Log, StringComparison.Ordinal);
    }

    /// <summary>An invocation that is in that phase for some seconds.</summary>
    private static async Task<string> StartAsync(FunctronProcess functron, string phase)
    {
        var request = Api.Request("echo first; sleep 5; echo last", "worker");
        if (phase == "Building")
            request["DockerFile"] = $"{Api.Busybox}RUN sleep 5; echo {Guid.NewGuid()}\nCMD echo first; echo last\n";
        var id = await functron.Client.StartAsync(request);
        await functron.Client.UntilAsync(id, status => status.GetProperty("phase").GetString() == phase);
        if (phase == "Running")
            await LauncherRecords.UntilStartedAsync(functron.DataDirectory);
        return id;
    }

    /// <summary>Until it is there the host answers requests with 500.</summary>
    private static async Task NextWorkerAsync(FunctronProcess functron)
    {
        while (FunctionsHostStandIn.WorkersOf(functron.Log).Count < 2)
            await Task.Delay(50);
        while (true)
        {
            using var answer = await functron.Client.GetAsync("v1/ping");
            if (answer.IsSuccessStatusCode)
                return;
            await Task.Delay(50);
        }
    }

    private static void AssertDone(JsonElement ended)
    {
        Assert.True(ended.GetProperty("status").GetString() == "Completed", ended.ToString());
        var result = ended.GetProperty("result");
        Assert.Equal([], result.GetProperty("Errors").EnumerateArray().Select(error => error.GetString()));
        Assert.Equal("first\nlast\n", result.Text("CmdOut"));
        Assert.Equal(1, result.GetProperty("Attempt").GetInt32());
    }
}
