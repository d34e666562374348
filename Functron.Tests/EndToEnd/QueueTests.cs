using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class QueueTests
{
    [Theory(Timeout = 120_000)]
    [InlineData(0)]
    [InlineData(0.2)]
    public async Task Functions_in_three_times_the_slots_are_each_stopped_by_their_own_running_time(double slotWaitSeconds)
    {
        const int Slots = 2;
        var before = await EngineListing.TakeAsync();
        await using var functron = await FunctronProcess.StartAsync(
            $"Functron:MaxConcurrentRuns={Slots}", FormattableString.Invariant($"Functron:SlotWaitSeconds={slotWaitSeconds}"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * Slots)
            .Select(i => functron.Client.ExecAsync(Api.Request("sleep 100", $"queued-{i}", timeout: 2))));

        Assert.All(answers, answer =>
        {
            Assert.True(answer.Answer.GetProperty("TimedOut").GetBoolean());
            Assert.InRange(answer.Answer.GetProperty("Timings").GetProperty("Run").GetDouble(), 2000, 20_000);
        });
        Assert.Contains(answers, answer => answer.Answer.GetProperty("Timings").GetProperty("Queue").GetDouble() > 2000);
        await before.AssertIsBackAsync();
    }
}
