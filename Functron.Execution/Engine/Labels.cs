namespace Functron.Execution.Engine;

/// <summary>The labels that every container and image of ours carries from birth.</summary>
public static class Labels
{
    public const string Installation = "functron.installation";
    public const string Instance = "functron.instance";
    public const string Run = "functron.run";
    public const string Attempt = "functron.attempt";

    /// <summary>Which way the function is run; see <see cref="Run.RunPath"/>. Absent: through the engine's streams.</summary>
    public const string Path = "functron.path";
    public const string FnName = "functron.fn-name";
}
