namespace Functron.Execution.Run.Stopping;

/// <summary>How a function stands to its deadline.</summary>
/// <param name="State">Not started, running or ended.</param>
/// <param name="Container">Where it runs; the engine's id. Only of a running one.</param>
/// <param name="Remaining">How long it still may run; zero or less when its time is over. Only of a running one.</param>
internal sealed record FunctionTime(DeadlineState State, string Container = "", TimeSpan Remaining = default)
{
    public static readonly FunctionTime NotStarted = new(DeadlineState.NotStarted);

    public static readonly FunctionTime Ended = new(DeadlineState.Ended);

    public static FunctionTime Running(string container, TimeSpan remaining) => new(DeadlineState.Running, container, remaining);
}
