namespace Functron.Execution.Engine;

/// <summary>
/// The Docker engine did not answer, which is the platform's failure. The message names the endpoint and says what to do.
/// </summary>
public sealed class EngineUnreachableException(string endpoint, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Endpoint { get; } = endpoint;

    /// <summary>True: there was a connection, and it broke, so the call may be made again. False: there never was a connection.</summary>
    public bool Broke { get; init; }
}
