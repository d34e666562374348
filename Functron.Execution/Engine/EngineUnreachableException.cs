namespace Functron.Execution.Engine;

/// <summary>The Docker engine did not answer: the platform's failure. The message names the endpoint tried and what to do.</summary>
public sealed class EngineUnreachableException(string endpoint, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Endpoint { get; } = endpoint;

    /// <summary>There was a connection, and it broke: what was asked may be asked again. False: there never was one.</summary>
    public bool Broke { get; init; }
}
