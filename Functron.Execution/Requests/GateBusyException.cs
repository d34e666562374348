namespace Functron.Execution.Requests;

/// <summary>The gate has too much to do to judge a request now; nothing of it is kept. The message is for the caller.</summary>
public sealed class GateBusyException(string message) : Exception(message);
