namespace Functron.Execution.Run;

/// <summary>Which way to run functions was chosen.</summary>
/// <param name="Why">In words.</param>
/// <param name="MayChange">Whether a later trial of the launcher may come out otherwise.</param>
/// <param name="IsRemembered">The trial was an earlier process's, and no function has been run since.</param>
public sealed record RunPathChoice(RunPath Path, string Why, bool MayChange = false, bool IsRemembered = false);
