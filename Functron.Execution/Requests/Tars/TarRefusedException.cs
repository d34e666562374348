namespace Functron.Execution.Requests.Tars;

/// <summary>The archive cannot be read any further. It ends the inspection from inside the reader's streams.</summary>
internal sealed class TarRefusedException(string rule, string message) : Exception(message)
{
    public string Rule { get; } = rule;
}
