namespace Functron.Tests.Durable.Official;

/// <summary>What differed once and is no program.</summary>
public sealed class MendedTests(MendedEngines engines) : IClassFixture<MendedEngines>
{
    public static TheoryData<string> Names => new(MendedTasks.Orchestrators.Keys);

    [Theory(Timeout = 300_000)]
    [MemberData(nameof(Names))]
    public async Task They_end_the_same(string orchestrator)
        => Assert.Equal(await RunAsync(engines.Both.Official, orchestrator), await RunAsync(engines.Both.Own, orchestrator));

    private static async Task<Outcome> RunAsync(IEngine engine, string orchestrator)
    {
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator);
        return Outcome.Of(await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true));
    }
}
