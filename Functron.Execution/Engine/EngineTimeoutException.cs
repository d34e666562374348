namespace Functron.Execution.Engine;

/// <summary>
/// The engine did not finish a creation, a start or an upload within its limit. That is the platform's failure. Nobody knows whether the
/// engine will still carry the call out, so the call is not repeated. The message names the call, the container and the limit.
/// </summary>
public sealed class EngineTimeoutException(string message) : Exception(message);
