namespace Functron.Execution.Engine;

/// <summary>How long each kind of call may take.</summary>
internal sealed class EngineLimits(ExecutionOptions options)
{
    /// <returns>The limit, and the option that sets it. The limit is infinite for a call that its caller bounds.</returns>
    public (TimeSpan Limit, string Option) Of(EngineCallKind kind) => kind switch
    {
        EngineCallKind.Urgent or EngineCallKind.Question =>
            (TimeSpan.FromSeconds(options.EngineCallSeconds), nameof(ExecutionOptions.EngineCallSeconds)),
        EngineCallKind.Change => (TimeSpan.FromSeconds(options.EngineStartSeconds), nameof(ExecutionOptions.EngineStartSeconds)),
        EngineCallKind.Removal => (TimeSpan.FromSeconds(options.EngineRemovalSeconds), nameof(ExecutionOptions.EngineRemovalSeconds)),
        _ => (Timeout.InfiniteTimeSpan, ""),
    };
}
