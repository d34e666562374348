using Functron.Execution.Engine;
using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Run.ByEngine;

/// <summary>How to go on with a run of which a container exists.</summary>
internal enum RunPlan
{
    /// <summary>It never started: remove it and create another.</summary>
    StartOver,

    /// <summary>It runs: read its log from the start and follow it.</summary>
    Reattach,

    /// <summary>It ended: read its log.</summary>
    Collect,

    /// <summary>It has only part of its input: kill it, forget its output, begin the next attempt.</summary>
    NewAttempt,
}

internal static class RunPlans
{
    /// <param name="stdinIncomplete">It has an input, and no mark says that all of the input was delivered.</param>
    /// <param name="intent">Not null when somebody wants the run stopped. Then another attempt makes no sense.</param>
    public static RunPlan For(ContainerSnapshot container, bool stdinIncomplete, StopReason? intent) => container switch
    {
        // The start is the commit point, and the engine's record of it decides.
        { StartedAt: null } or { Phase: ContainerPhase.Created or ContainerPhase.Removing } => RunPlan.StartOver,
        _ when stdinIncomplete && intent is null => RunPlan.NewAttempt,
        { Phase: ContainerPhase.Running } => RunPlan.Reattach,
        _ => RunPlan.Collect,
    };
}
