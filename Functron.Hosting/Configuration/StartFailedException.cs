namespace Functron.Hosting.Configuration;

/// <summary>The host cannot start as it is set up; the message is one line that says what to do.</summary>
internal sealed class StartFailedException(string message, Exception? cause = null) : Exception(message, cause);
