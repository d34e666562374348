namespace Functron.Execution.Run.ByLauncher;

/// <summary>A launcher did not do its work: the platform's failure. What its function did until then is not known.</summary>
public sealed class LauncherException(string message) : Exception(message);

/// <summary>A launcher was gone before it was released.</summary>
internal sealed class LauncherGoneException(string message) : Exception(message);
