namespace Functron.Execution.Engine;

/// <summary>The labels that every container and image of ours carries from birth.</summary>
public static class Labels
{
    public const string Installation = "functron.installation";
    public const string Instance = "functron.instance";
    public const string Run = "functron.run";
    public const string Attempt = "functron.attempt";
    public const string FnName = "functron.fn-name";
}
