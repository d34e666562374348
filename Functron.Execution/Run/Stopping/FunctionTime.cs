namespace Functron.Execution.Run.Stopping;

/// <summary>How a function stands to its deadline.</summary>
/// <param name="State">Not started, running or ended.</param>
/// <param name="Container">The engine's id of the container that it runs in. Only for a function that runs.</param>
/// <param name="Remaining">How long it still may run. Zero or less when its time is over. Only for a function that runs.</param>
internal sealed record FunctionTime(DeadlineState State, string Container = "", TimeSpan Remaining = default)
{
    public static readonly FunctionTime NotStarted = new(DeadlineState.NotStarted);

    public static readonly FunctionTime Ended = new(DeadlineState.Ended);

    public static FunctionTime Running(string container, TimeSpan remaining) => new(DeadlineState.Running, container, remaining);
}
