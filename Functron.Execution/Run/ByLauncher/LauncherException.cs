namespace Functron.Execution.Run.ByLauncher;

/// <summary>A launcher did not do its work, which is the platform's failure. Nobody knows what its function did until then.</summary>
internal sealed class LauncherException(string message) : Exception(message);

/// <summary>A launcher was gone before it was released.</summary>
internal sealed class LauncherGoneException(string message) : Exception(message);
