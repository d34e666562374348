using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// The launcher's program for the engine's platform. The data directory has it once, and the folder of each run has a link to it.
/// </summary>
internal sealed partial class LauncherBinary(ExecutionOptions options)
{
    /// <summary>Its name in the folder that is mounted.</summary>
    public const string FileName = "launcher";

    /// <summary>In the data directory.</summary>
    public const string Folder = "launcher";

    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly Lock _lock = new();
    private string? _installed;

    /// <returns>Null when there is none for this platform.</returns>
    public static string? ResourceFor(EnginePlatform platform) => platform switch
    {
        { Os: "linux", Architecture: "amd64" } => "launcher-x64",
        { Os: "linux", Architecture: "arm64" } => "launcher-arm64",
        _ => null,
    };

    /// <returns>Name and hash. Null when there is none for this platform.</returns>
    public static string? HashFor(EnginePlatform platform) =>
        ResourceFor(platform) is { } resource ? NameOf(resource, Read(resource)) : null;

    /// <summary>Puts the program into a folder.</summary>
    /// <exception cref="IOException">The medium failed.</exception>
    public void LinkInto(string folder, string resource)
    {
        lock (_lock)
            _installed ??= Install(resource);
        if (!UnixFiles.TryLink(_installed, Path.Combine(folder, FileName)))
            throw new IOException($"{folder} holds a {FileName} already.");
    }

    /// <summary>Done once per process, so that a file that a crash of the machine left empty is never trusted.</summary>
    private string Install(string resource)
    {
        var program = Read(resource);
        var directory = Path.Combine(options.DataDirectory, Folder);
        DurableDirectories.MakeWithParents(directory);
        var path = Path.Combine(directory, NameOf(resource, program));
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(program))
            return path;

        // Programs of other versions, and what a crash left. A container that runs from one of them keeps it.
        foreach (var other in Directory.GetFiles(directory).Where(file => OurName().IsMatch(Path.GetFileName(file))))
            File.Delete(other);

        // Never in place: a container may be running from it.
        var staged = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(staged, program);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(staged, ForAll);
        File.Move(staged, path, overwrite: true);
        return path;
    }

    private static byte[] Read(string resource)
    {
        using var content = typeof(LauncherBinary).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The launcher {resource} is not part of this build.");
        var program = new byte[content.Length];
        content.ReadExactly(program);
        return program;
    }

    /// <summary>Names that <see cref="NameOf"/> gives, and those under which they are staged. What somebody else put here stays.</summary>
    [GeneratedRegex("^launcher-(x64|arm64)-[0-9a-f]{12}([.][0-9a-f]{32})?$", RegexOptions.CultureInvariant)]
    private static partial Regex OurName();

    private static string NameOf(string resource, byte[] program) =>
        $"{resource}-{Convert.ToHexStringLower(SHA256.HashData(program))[..12]}";
}
