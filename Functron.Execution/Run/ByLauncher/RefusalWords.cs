using System.ComponentModel;
using Functron.Execution.Engine;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>Why a function could not be started, in words for its author.</summary>
internal static class RefusalWords
{
    private const int NoSuchFile = 2; // ENOENT
    private const int NotADirectory = 20; // ENOTDIR
    private const int TooManyLinks = 40; // ELOOP
    private const int TimeIsUp = 62; // ETIME

    public static StartRefusal Of(LaunchRefusal refusal, ImageSnapshot? image, EnginePlatform? engine)
    {
        var reason = new Win32Exception(refusal.Error).Message;
        return refusal.Stage switch
        {
            "data" => StartRefusal.Because($"{Release.DataDirectory} of its image is neither a directory nor a link to one"),
            "tar" when refusal.Error == TimeIsUp => new(
                StartRefusal.CannotRun,
                $"TarFile could not be extracted at {Release.DataDirectory} within 10 minutes: it had come to {refusal.Name}.\n"),
            "tar" when refusal.Error == TooManyLinks => new(
                StartRefusal.CannotRun,
                $"TarFile could not be extracted at {Release.DataDirectory}: {refusal.Name}: "
                + "what the image has in its place cannot be removed, as it has folders more than 200 levels deep, "
                + "or leads in a circle by links.\n"),
            "tar" => new(StartRefusal.CannotRun, $"TarFile could not be extracted at {Release.DataDirectory}: {refusal.Name}: {reason}.\n"),
            "exec" when refusal.Error is NoSuchFile or NotADirectory => new(
                StartRefusal.NotFound, $"The function cannot be started: {NotFound(refusal.Name, refusal.Beginning)}\n"),
            "exec" => new(
                StartRefusal.CannotRun,
                $"The function cannot be started: \"{refusal.Name}\": {reason}.{Foreign(refusal, image, engine)}\n"),
            _ => new(StartRefusal.CannotRun, $"The function cannot be started ({refusal.Stage}): {reason}.\n"),
        };
    }

    /// <summary>What is missing when a program is "not found" (ENOENT).</summary>
    /// <param name="beginning">How the program's file begins. Empty when it is not there, or cannot be read.</param>
    public static string NotFound(string program, string beginning)
    {
        if (beginning.StartsWith("\u007fELF", StringComparison.Ordinal))
        {
            return $"\"{program}\" is there, but not the loader that it needs: "
                + "it was built for another system, for glibc in an image with musl, say.";
        }

        if (!beginning.StartsWith("#!", StringComparison.Ordinal))
            return $"\"{program}\" is not found in the image (or, for a script, the program that its first line names).";

        // As the kernel reads it: a carriage return is part of the name.
        var line = beginning[2..].Split('\n')[0].TrimStart(' ', '\t');
        var named = line.Split(' ', '\t', '\0')[0];
        return named.EndsWith('\r')
            ? $"\"{program}\" is a script with Windows line ends (CRLF), so that its first line names \"{named.TrimEnd('\r')}\" "
                + "with a carriage return, which is not found in the image. Save it with Unix line ends (LF)."
            : $"\"{program}\" is a script whose first line names \"{named}\", which is not found in the image."
                + (line.EndsWith('\r') ? " It also has Windows line ends (CRLF): save it with Unix line ends (LF)." : "");
    }

    private static string Foreign(LaunchRefusal refusal, ImageSnapshot? image, EnginePlatform? engine) =>
        !refusal.IsForeignProgram ? ""
            : image is not null && engine is not null && image.Architecture != engine.Architecture
                ? $" The image is for {image.Architecture}, this engine runs {engine.Architecture}."
                : " It is no program for this machine, nor a script that begins with #!.";
}
