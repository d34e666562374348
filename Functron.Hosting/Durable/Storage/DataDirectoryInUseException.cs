namespace Functron.Hosting.Durable.Storage;

/// <summary>Another process uses the data directory.</summary>
public sealed class DataDirectoryInUseException(string directory, string owner, Exception inner)
    : IOException(
        $"The data directory '{directory}' is in use by another host{(owner.Length > 0 ? $" (process {owner})" : string.Empty)}. "
        + "Stop that one, or give this one a data directory of its own.",
        inner);
