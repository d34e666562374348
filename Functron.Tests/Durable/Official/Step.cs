namespace Functron.Tests.Durable.Official;

/// <summary>
/// A part of a generated orchestrator. Each gives a value or fails, and a program's output holds all that its parts gave; so what went
/// wrong for one is seen at the end. Which of two things happens first never depends on how fast a machine is.
/// </summary>
internal abstract record Step
{
    /// <summary>The parts within it, in the order of their numbers.</summary>
    public virtual IReadOnlyList<Step> Parts => [];
}

/// <summary>Calls an activity that gives its input back.</summary>
/// <param name="Json">The input; "null" is no value.</param>
internal sealed record Echo(string Json) : Step;

/// <summary>Calls an activity that fails some times before it succeeds.</summary>
/// <param name="Times">How often; more than the retries, and the call fails.</param>
internal sealed record Flaky(int Times, Fault Fault, Repeat? Repeat) : Step;

/// <summary>Fails by itself.</summary>
internal sealed record Throw(Fault Fault) : Step;

/// <summary>A durable timer.</summary>
internal sealed record Pause(int Milliseconds) : Step;

/// <summary>Sets the custom status.</summary>
internal sealed record Show(string Json) : Step;

/// <summary>Tells what the context says of the instance and its parent.</summary>
internal sealed record Facts : Step;

/// <summary>One after the other.</summary>
internal sealed record Sequence(IReadOnlyList<Step> Steps) : Step
{
    public override IReadOnlyList<Step> Parts => Steps;
}

/// <summary>All at once, by Task.WhenAll.</summary>
internal sealed record Together(IReadOnlyList<Step> Steps) : Step
{
    public override IReadOnlyList<Step> Parts => Steps;
}

/// <summary>Races a part against a long timer, which is cancelled then.</summary>
internal sealed record InTime(Step Step) : Step
{
    public override IReadOnlyList<Step> Parts => [Step];
}

/// <summary>Waits a moment for an event that does not come.</summary>
internal sealed record TooLate(int Milliseconds) : Step;

/// <summary>Begins something short, a timer or an activity, and does not wait for it.</summary>
internal sealed record LeaveOpen(bool Activity) : Step;

/// <summary>Gives a description of its part's failure.</summary>
internal sealed record Catch(Step Step) : Step
{
    public override IReadOnlyList<Step> Parts => [Step];
}

/// <summary>Calls a sub-orchestration.</summary>
/// <param name="OwnId">Whether the call gives it its id.</param>
internal sealed record Child(Step Step, Repeat? Repeat, bool OwnId) : Step
{
    public override IReadOnlyList<Step> Parts => [Step];
}

/// <summary>
/// Sends events of one name to itself: some before it waits for them, and some while all its waits are open. What is too much is left for
/// the next one of that name.
/// </summary>
/// <param name="GivenUp">One wait more, which is cancelled.</param>
internal sealed record Talk(string Name, int Early, int Waits, int Late, GivenUp GivenUp) : Step;

internal enum GivenUp
{
    None,

    /// <summary>While it is open.</summary>
    Open,

    /// <summary>Before it begins.</summary>
    Before,
}

/// <summary>Opens waits for events of one name and then shows that it is ready, upon which it is told as many from outside.</summary>
/// <param name="Suspended">Whether it is told while it is suspended.</param>
/// <param name="Terminated">Whether it is terminated instead.</param>
internal sealed record Listen(string Name, IReadOnlyList<string> Jsons, bool Suspended, bool Terminated) : Step;

/// <summary>How something fails.</summary>
/// <param name="Depth">How many causes it has, one within the other.</param>
internal sealed record Fault(FaultKind Kind, int Depth);

internal enum FaultKind
{
    InvalidOperation,
    Own,
    Several,
}

/// <summary>How a failed call is repeated.</summary>
/// <param name="Attempts">At most.</param>
internal sealed record Repeat(RepeatKind Kind, int Attempts);

internal enum RepeatKind
{
    Policy,
    PolicyForOwn,
    Handler,
}
