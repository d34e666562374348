namespace Functron.Tests.Durable.Official;

/// <summary>Programs that have shown a difference between this engine and Microsoft's, or would have, at their smallest.</summary>
public sealed class KeptProgramTests(ProgramEngines engines) : IClassFixture<ProgramEngines>
{
    private static readonly Fault Plain = new(FaultKind.InvalidOperation, 1);

    private static readonly Dictionary<string, Program> Kept = new Program[]
    {
        new("an event goes to the last of several waits", new Talk("one", 0, 2, 2, GivenUp.None), 1, true),
        new("so it does from outside", new Listen("heard", ["1", "2", "3"], Suspended: false, Terminated: false), 1, true),
        new("so it does after a suspension", new Listen("heard", ["1", "2", "3"], Suspended: true, Terminated: false), 1, true),
        new("what came before the waits is given in order", new Talk("one", 3, 3, 0, GivenUp.None), 1, true),
        new("a wait that is given up loses nothing", new Talk("one", 0, 2, 2, GivenUp.Open), 1, true),
        new("a cancelled wait gets what is there", new Sequence([Talks(GivenUp.Before), Talks(GivenUp.None)]), 1, true),
        new("a retry in vain", new Catch(new Flaky(9, new Fault(FaultKind.Own, 2), new Repeat(RepeatKind.Policy, 3))), 1, true),
        new("a filter of retries", new Catch(new Flaky(9, Plain, new Repeat(RepeatKind.PolicyForOwn, 3))), 1, true),
        new("a child is begun anew", new Child(new Flaky(2, Plain, null), new Repeat(RepeatKind.Handler, 3), OwnId: false), 1, true),
        new("events that are not kept", new Talk("one", 1, 1, 2, GivenUp.None), 3, false),
        new("something is left open", new Together([new LeaveOpen(Activity: true), new LeaveOpen(Activity: false)]), 2, true),
        new("a failure two levels down", new Child(new Child(new Throw(Plain), null, OwnId: false), null, OwnId: true), 1, true),
        new("an output that a termination gives", new Listen("heard", ["{\"A\":[1,null]}"], Suspended: false, Terminated: true), 1, true),
    }.ToDictionary(program => program.Name);

    public static TheoryData<string> Names => new(Kept.Keys);

    [Theory(Timeout = 300_000)]
    [MemberData(nameof(Names))]
    public async Task It_ends_the_same_on_both_engines(string name)
    {
        var difference = await engines.Both.CompareAsync(Kept[name]);

        Assert.True(difference is null, $"{difference}");
    }

    private static Talk Talks(GivenUp givenUp) => new("one", 2, 1, 0, givenUp);
}
