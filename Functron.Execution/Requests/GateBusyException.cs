namespace Functron.Execution.Requests;

/// <summary>
/// The gate cannot judge the request now, because it is judging too many others. Nothing of it is kept. The message is for the caller.
/// </summary>
public sealed class GateBusyException(string message) : Exception(message);
