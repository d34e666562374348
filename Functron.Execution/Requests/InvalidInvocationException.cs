namespace Functron.Execution.Requests;

/// <summary>An orchestration was started with an input that the gate did not make. Nothing was created for it.</summary>
public sealed class InvalidInvocationException(string message) : Exception(message);
