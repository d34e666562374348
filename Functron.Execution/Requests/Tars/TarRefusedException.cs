namespace Functron.Execution.Requests.Tars;

/// <summary>The archive cannot be read any further. The exception ends the inspection from inside the streams of the reader.</summary>
internal sealed class TarRefusedException(string rule, string message) : Exception(message)
{
    public string Rule { get; } = rule;
}
