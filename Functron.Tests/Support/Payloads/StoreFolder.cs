using Functron.Execution.Payloads;

namespace Functron.Tests.Payloads;

/// <summary>A store in a folder of its own, gone after the test.</summary>
internal sealed class StoreFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("functron-store-").FullName;

    public FilePayloadStore Open() => new(Root);

    /// <summary>Every file in it, relative, sorted.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path))
            .Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
