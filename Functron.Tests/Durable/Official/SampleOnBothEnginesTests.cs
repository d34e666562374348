using Functron.Hosting.Durable;
using Microsoft.DurableTask;
using SampleApp;

namespace Functron.Tests.Durable.Official;

/// <summary>The sample app's orchestrations on this engine and on Microsoft's: status, output, custom status and failure.</summary>
public sealed class SampleOnBothEnginesTests(SampleEngines engines) : IClassFixture<SampleEngines>
{
    [Fact(Timeout = 300_000)]
    public Task Words_are_counted() => AssertSameAsync(nameof(WordCount), new[] { "one two", "three", "" });

    [Fact(Timeout = 300_000)]
    public Task An_approval_is_given()
        => AssertSameAsync(nameof(Approval), new ApprovalRequest("a desk", 600), "decision", new Decision(true, "Ada"));

    [Fact(Timeout = 300_000)]
    public Task An_approval_is_refused()
        => AssertSameAsync(nameof(Approval), new ApprovalRequest("a desk", 600), "Decision", new Decision(false, "Ada"));

    [Fact(Timeout = 300_000)]
    public Task An_approval_comes_too_late() => AssertSameAsync(nameof(Approval), new ApprovalRequest("a desk", 0.05));

    [Fact(Timeout = 300_000)]
    public Task A_parcel_is_brought_at_the_third_attempt() => AssertSameAsync(nameof(Delivery), new Parcel("Main Street 1", 2));

    [Fact(Timeout = 300_000)]
    public Task A_parcel_is_not_brought() => AssertSameAsync(nameof(Delivery), new Parcel("Main Street 2", 5));

    [Fact(Timeout = 300_000)]
    public Task A_trip_is_booked() => AssertSameAsync(nameof(Trip), new[] { "train", "hotel" });

    [Fact(Timeout = 300_000)]
    public Task A_trip_is_given_back() => AssertSameAsync(nameof(Trip), new[] { "train", "hotel", "sold out boat" });

    [Fact(Timeout = 300_000)]
    public Task A_job_is_printed() => AssertSameAsync(nameof(PrintJob), new PrintOrder("thesis", 3, 600));

    [Fact(Timeout = 300_000)]
    public async Task A_meter_goes_on_until_it_is_stopped()
    {
        foreach (var engine in (IEngine[])[engines.Both.Own, engines.Both.Official])
        {
            await engine.Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(Meter), new MeterState(0, 0), new StartOrchestrationOptions("meter"));
            while (await engine.Client.GetInstanceAsync("meter", getInputsAndOutputs: true) is not { } stands
                || stands.SerializedCustomStatus is null
                || stands.ReadCustomStatusAs<MeterState>()!.Round < 3)
            {
                await Task.Delay(10);
            }

            // Microsoft's test host loses an event that ContinueAsNew is to keep, so it is told until it hears.
            var end = engine.Client.WaitForInstanceCompletionAsync("meter", getInputsAndOutputs: true);
            while (!end.IsCompleted)
            {
                try
                {
                    await engine.Client.RaiseEventAsync("meter", "Stop", true);
                }
                catch (InstanceEndedException)
                {
                    // It had heard already.
                }

                await Task.WhenAny(end, Task.Delay(200));
            }

            var ended = (await end).ReadOutputAs<MeterState>()!;
            Assert.InRange(ended.Round, 3, int.MaxValue);
            Assert.Equal(2 * ended.Round, ended.Total);
            Assert.Equal(ended, (await end).ReadCustomStatusAs<MeterState>());
        }
    }

    private async Task AssertSameAsync(string orchestrator, object input, string? eventName = null, object? payload = null)
    {
        var ours = await RunAsync(engines.Both.Own);

        Assert.Equal(await RunAsync(engines.Both.Official), ours);

        async Task<Outcome> RunAsync(IEngine engine)
        {
            var id = $"{orchestrator}-{Guid.NewGuid():N}";
            await engine.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id));
            if (eventName is not null)
                await engine.Client.RaiseEventAsync(id, eventName, payload);
            var outcome = Outcome.Of(await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true));
            return outcome with { Output = outcome.Output?.Replace(id, "its-id", StringComparison.Ordinal) };
        }
    }
}
