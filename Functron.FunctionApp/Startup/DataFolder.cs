namespace Functron.FunctionApp.Startup;

/// <summary>
/// Makes sure that the data directory is Functron's before anything in it is made or removed. A marker file says so. Without the marker it
/// has to be empty, or hold what a version before the marker left.
/// </summary>
internal static class DataFolder
{
    public const string Marker = ".functron";

    private const string Words = "This directory belongs to Functron: its data are here, and it removes what it no longer needs. Keep "
        + "nothing else in it.\n";

    /// <summary>What Functron makes in it.</summary>
    private static readonly string[] Ours = ["durable", "payloads", "runs", "launcher"];

    /// <summary>What proves that those are Functron's and not somebody's of the same names.</summary>
    private static readonly string[] Proofs = [Path.Combine("durable", "durable.db"), Path.Combine("payloads", "content", "installation")];

    /// <exception cref="OptionsException">It is not Functron's, or others may write in it; the message says what to do.</exception>
    public static void Claim(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (FolderRights.ProblemOf(path) is { } problem)
                throw new OptionsException($"The data directory {path} cannot be used: {problem}, or set "
                    + $"{FunctronSettings.Section}:DataDirectory to another directory.");

            var marker = Path.Combine(path, Marker);
            if (File.Exists(marker))
                return;
            if (FirstForeign(path) is { } foreign)
            {
                throw new OptionsException($"The data directory {path} is not Functron's: it has {foreign} and no file {Marker}. Set "
                    + $"{FunctronSettings.Section}:DataDirectory to an empty directory, "
                    + $"or, if its durable, payloads, runs and launcher are Functron's, make an empty file {Marker} in it: what else is "
                    + $"there stays.");
            }

            Mark(marker);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException($"The data directory {path} cannot be used ({e.Message.ReplaceLineEndings(" ")}): make it writable "
                + $"for this user, or set {FunctronSettings.Section}:DataDirectory to another directory.");
        }
    }

    private static void Mark(string marker)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(marker, options);
        writer.Write(Words);
    }

    /// <summary>Ignores <c>lost+found</c> and hidden files, which file systems and users have in every directory.</summary>
    /// <returns>Relative to the directory; null when all of it is Functron's.</returns>
    private static string? FirstForeign(string path)
    {
        var names = Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry))
            .Where(name => name != "lost+found" && !name.StartsWith('.')).ToList();
        if (names.Except(Ours).FirstOrDefault() is { } foreign)
            return foreign;
        if (Proofs.Any(proof => File.Exists(Path.Combine(path, proof))))
            return null;
        var file = names.SelectMany(name => Directory.EnumerateFiles(Path.Combine(path, name), "*", SearchOption.AllDirectories))
            .FirstOrDefault();
        return file is null ? null : Path.GetRelativePath(path, file);
    }
}
