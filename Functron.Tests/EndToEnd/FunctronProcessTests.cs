using System.Net;

namespace Functron.Tests.EndToEnd;

/// <summary>The app as a process: how it starts and ends.</summary>
public sealed class FunctronProcessTests
{
    private const int Limit = 120_000;

    [Fact(Timeout = Limit)]
    public async Task After_SIGTERM_it_ends_with_exit_code_0()
    {
        await using var functron = await FunctronProcess.StartAsync();

        Assert.Equal(0, await functron.StopAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task After_a_crash_it_starts_again_on_the_same_data_and_port()
    {
        // Without a trial of the launcher: killed amid one, it leaves the next sweep something to remove, and none follows here.
        await using var functron = await FunctronProcess.StartAsync("Functron:RunPath=engine");
        var first = functron.ProcessId;

        await functron.KillAsync();
        await functron.StartAgainAsync();

        Assert.NotEqual(first, functron.ProcessId);
        using var answer = await functron.Client.GetAsync("v1/ping");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact(Timeout = Limit)]
    public async Task An_option_out_of_its_range_is_refused_at_start_by_name()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => FunctronProcess.StartAsync("Functron:MaxConcurrentRuns=0"));

        Assert.Contains("MaxConcurrentRuns", refused.Message, StringComparison.Ordinal);
    }
}
