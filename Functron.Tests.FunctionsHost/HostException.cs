namespace Functron.Tests.FunctionsHost;

/// <summary>The host cannot go on; the message is all that a person needs.</summary>
internal sealed class HostException(string message) : Exception(message);
