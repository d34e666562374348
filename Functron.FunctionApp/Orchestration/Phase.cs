namespace Functron.FunctionApp.Orchestration;

/// <summary>The orchestration's custom status: which phase it is in.</summary>
internal static class Phase
{
    public const string Building = nameof(Building);
    public const string Running = nameof(Running);
    public const string CleaningUp = nameof(CleaningUp);
}
