using Microsoft.Extensions.Configuration;

namespace Functron.Hosting.Configuration;

/// <summary>The one directory that holds all that the host and the app keep.</summary>
internal static class HostDataDirectory
{
    public const string Key = "Functron:DataDirectory";

    private const string KeyOfEnvironment = "Functron__DataDirectory";

    /// <summary>The engine's own directory in it.</summary>
    public const string EngineDirectory = "durable";

    /// <summary>The configured directory, or the default below the user's state directory; absolute, not yet made.</summary>
    /// <exception cref="StartFailedException">None is configured and the user has no home.</exception>
    public static string Locate(IConfiguration configuration, Func<string, string?> environmentVariable)
    {
        var configured = configuration[Key];
        if (!string.IsNullOrWhiteSpace(configured))
            return Path.GetFullPath(configured);
        var state = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : UserStateDirectory(environmentVariable);
        return Path.IsPathFullyQualified(state)
            ? Path.Combine(state, "functron")
            : throw new StartFailedException(
                $"This user has no home directory to keep data in: set {Key} (as an environment variable: {KeyOfEnvironment}) "
                + "to a directory.");
    }

    /// <summary>Makes the directory, for its owner only, unless it is there, and checks that files can be written in it.</summary>
    /// <exception cref="StartFailedException">It cannot be made or written.</exception>
    /// <returns>The same path.</returns>
    public static string Prepare(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = Path.Combine(path, $".write-test-{Guid.NewGuid():N}");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartFailedException(
                $"The data directory {path} cannot be written ({e.Message.ReplaceLineEndings(" ")}): "
                + $"make it writable for this user, or set {Key} to another directory.",
                e);
        }
    }

    // As the XDG base directory specification has it: a relative path in the variable counts as none.
    private static string UserStateDirectory(Func<string, string?> environmentVariable)
    {
        if (environmentVariable("XDG_STATE_HOME") is { } state && Path.IsPathFullyQualified(state))
            return state;
        return environmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state") : "";
    }
}
