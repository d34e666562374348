namespace Functron.Tests.Durable.Official;

/// <summary>An engine of each kind, with the same tasks.</summary>
internal sealed class BothEngines(Action<ITaskSet> register, OwnEngine own, OfficialEngine official) : IAsyncDisposable
{
    private OfficialEngine _official = official;

    public OwnEngine Own => own;

    public OfficialEngine Official => _official;

    public static async Task<BothEngines> StartAsync(Action<ITaskSet> register)
        => new(register, await OwnEngine.StartAsync(register), await OfficialEngine.StartAsync(register));

    /// <returns>Null when the program ends the same on both.</returns>
    public async Task<Difference?> CompareAsync(Program program)
    {
        program.Announce();
        var ours = new ProgramUser(own, program).RunAsync();
        var theirs = await new ProgramUser(_official, program).RunAsync();
        if (theirs.Output == ProgramUser.DidNotEnd)
        {
            // Once in a long while their store loses an instance. What a program is about happens every time.
            await _official.DisposeAsync();
            _official = await OfficialEngine.StartAsync(register);
            theirs = await new ProgramUser(_official, program).RunAsync();
        }

        var difference = new Difference(program, Comparable(await ours), Comparable(theirs));
        // One that hangs on both is no agreement.
        return difference.Ours == difference.Theirs && difference.Ours.Output != ProgramUser.DidNotEnd ? null : difference;

        Outcome Comparable(Outcome outcome) => program.NumbersAgree ? outcome : outcome.WithoutNumbers();
    }

    public async ValueTask DisposeAsync()
    {
        await own.DisposeAsync();
        await _official.DisposeAsync();
    }
}

internal sealed record Difference(Program Program, Outcome Ours, Outcome Theirs)
{
    public override string ToString() => $"{ProgramText.Of(Program)}ends here as\n  {Ours}\nand on Microsoft's engine as\n  {Theirs}";
}
