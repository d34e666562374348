namespace Functron.Execution.Engine;

/// <summary>
/// The engine did not get through with a creation, a start or an upload within its limit: the platform's failure. Whether it will
/// still carry the call out is not known, so the call is not repeated. The message names the call, the container and the limit.
/// </summary>
public sealed class EngineTimeoutException(string message) : Exception(message);
