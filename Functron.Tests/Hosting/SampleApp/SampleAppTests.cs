using System.Text.Json.Nodes;
using Functron.Tests.Docs;
using SampleApp;

namespace Functron.Tests.Hosting.SampleApp;

/// <summary>An app that was written for Durable Functions, and knows nothing of Functron, on the embedded host.</summary>
public sealed class SampleAppTests
{
    [Fact]
    public void The_sample_names_nothing_of_Functron()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "Functron.Tests", "Support", "SampleApp"), "*.cs");

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain("Functron", File.ReadAllText(file), StringComparison.OrdinalIgnoreCase));
    }

    [Fact(Timeout = 120_000)]
    public async Task Pages_are_counted_at_once_and_summed_up()
    {
        await using var user = await SampleUser.BeginAsync();
        var count = await user.StartAsync(
            nameof(WordCount), Enumerable.Range(1, 20).Select(words => string.Join(' ', Enumerable.Repeat("word", words))));

        var ended = await count.EndAsync();

        AssertCompleted(ended, """{"Pages":20,"Words":210}""");
        Assert.Equal(20, ((JsonArray)(await count.StatusAsync(history: true))["historyEvents"]!)
            .Count(e => (string?)e!["EventType"] == "TaskCompleted"));
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true, "\"a desk approved by Ada\"")]
    [InlineData(false, "\"a desk refused\"")]
    public async Task A_decision_in_time_counts(bool approved, string output)
    {
        await using var user = await SampleUser.BeginAsync();
        var approval = await user.StartAsync(nameof(Approval), new ApprovalRequest("a desk", 3600));
        await approval.UntilAsync(status => (string?)status["customStatus"] == "waiting for a decision about a desk");

        await approval.RaiseAsync("Decision", new Decision(approved, "Ada"));

        AssertCompleted(await approval.EndAsync(), output);
        Assert.Equal("decided", (string?)(await approval.StatusAsync())["customStatus"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_a_decision_in_time_it_is_escalated()
    {
        await using var user = await SampleUser.BeginAsync();
        var approval = await user.StartAsync(nameof(Approval), new ApprovalRequest("a desk", 0.05));

        var ended = await approval.EndAsync();

        AssertCompleted(ended, "\"a desk escalated\"");
        Assert.Equal("too late", (string?)ended["customStatus"]);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(3600, true, "\"a chair approved by Ada\"")]
    [InlineData(0.5, false, "\"a chair escalated\"")]
    public async Task A_restart_of_the_host_while_somebody_thinks_is_not_noticed(double waitSeconds, bool decides, string output)
    {
        await using var user = await SampleUser.BeginAsync();
        var approval = await user.StartAsync(nameof(Approval), new ApprovalRequest("a chair", waitSeconds));
        await approval.UntilAsync(status => status["customStatus"] is not null);

        await user.RestartHostAsync();
        if (decides)
            await approval.RaiseAsync("Decision", new Decision(true, "Ada"));

        AssertCompleted(await approval.EndAsync(), output);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_eternal_orchestration_goes_on_through_a_restart_until_an_event_stops_it()
    {
        await using var user = await SampleUser.BeginAsync();
        var meter = await user.StartAsync(nameof(Meter), new MeterState(0, 0));
        var before = Round(await meter.UntilAsync(status => Round(status) >= 3));
        await user.RestartHostAsync();
        await meter.UntilAsync(status => Round(status) >= before + 3);

        await meter.RaiseAsync("Stop", true);

        var ended = await meter.EndAsync();
        var rounds = (int)ended["output"]!["Round"]!;
        AssertCompleted(ended, $$"""{"Round":{{rounds}},"Total":{{2 * rounds}}}""");
        Assert.True(rounds >= before + 3);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_eternal_orchestration_can_be_terminated()
    {
        await using var user = await SampleUser.BeginAsync();
        var meter = await user.StartAsync(nameof(Meter), new MeterState(0, 0));
        await meter.UntilAsync(status => Round(status) >= 2);

        await meter.TerminateAsync("enough");

        var ended = await meter.EndAsync();
        Assert.Equal("Terminated", (string?)ended["runtimeStatus"]);
        Assert.Equal("enough", (string?)ended["output"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_activity_that_fails_twice_is_retried()
    {
        await using var user = await SampleUser.BeginAsync();
        var delivery = await user.StartAsync(nameof(Delivery), new Parcel("Lake Road", 2));

        AssertCompleted(await delivery.EndAsync(), "\"delivered at attempt 3\"");
    }

    [Fact(Timeout = 120_000)]
    public async Task Retries_that_do_not_help_fail_the_orchestration()
    {
        await using var user = await SampleUser.BeginAsync();
        var delivery = await user.StartAsync(nameof(Delivery), new Parcel("Lake Road", 5));

        var ended = await delivery.EndAsync();

        Assert.Equal("Failed", (string?)ended["runtimeStatus"]);
        Assert.Contains("Nobody was at home in Lake Road.", (string?)ended["output"], StringComparison.Ordinal);
        var history = (JsonArray)(await delivery.StatusAsync(history: true))["historyEvents"]!;
        Assert.Equal((3, 2), (history.Count(e => (string?)e!["EventType"] == "TaskFailed"), history.Count(
            e => (string?)e!["EventType"] == "TimerFired")));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_results_of_sub_orchestrations_come_to_their_parent()
    {
        await using var user = await SampleUser.BeginAsync();
        var trip = await user.StartAsync(nameof(Trip), new[] { "hotel", "car" });

        AssertCompleted(await trip.EndAsync(),
            """{"Booked":true,"Parts":["reserved hotel for Trip-1","reserved car for Trip-1"],"FailedAt":null}""");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_sub_orchestration_that_fails_is_made_good_by_its_parent()
    {
        await using var user = await SampleUser.BeginAsync();
        var trip = await user.StartAsync(nameof(Trip), new[] { "hotel", "car", "sold out flight", "guide" });

        AssertCompleted(await trip.EndAsync(), """
            {"Booked":false,"Parts":["given back: reserved car for Trip-1","given back: reserved hotel for Trip-1"],"FailedAt":"Booking"}
            """);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_monitor_looks_until_the_job_is_done_and_shows_how_far_it_is()
    {
        await using var user = await SampleUser.BeginAsync();
        var job = await user.StartAsync(nameof(PrintJob), new PrintOrder("letters", 6, 3600));
        await job.UntilAsync(status => (int?)status["customStatus"]?["Printed"] > 0);

        var ended = await job.EndAsync();

        AssertCompleted(ended, "\"printed\"");
        Assert.Equal("""{"Printed":6,"Pages":6}""", ended["customStatus"]!.ToJsonString());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_monitor_gives_up_at_its_deadline()
    {
        await using var user = await SampleUser.BeginAsync();
        var job = await user.StartAsync(nameof(PrintJob), new PrintOrder("jam", 6, 0.3));

        var ended = await job.EndAsync();

        AssertCompleted(ended, "\"given up\"");
        Assert.InRange((int)ended["customStatus"]!["Printed"]!, 0, 3);
    }

    private static int Round(JsonObject status) => (int?)status["customStatus"]?["Round"] ?? 0;

    private static void AssertCompleted(JsonObject ended, string output)
    {
        Assert.Equal("Completed", (string?)ended["runtimeStatus"]);
        Assert.Equal(output.Trim(), ended["output"]!.ToJsonString());
    }
}
