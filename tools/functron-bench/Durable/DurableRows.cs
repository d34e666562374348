namespace Functron.Benchmarks.Durable;

/// <summary>What the table's rows are called, besides the shapes.</summary>
internal static class DurableRows
{
    public const string BareCommit = "bare SQLite commit";

    /// <summary>How many instances run at once, where it is not one.</summary>
    public const int Many = 64;
}
