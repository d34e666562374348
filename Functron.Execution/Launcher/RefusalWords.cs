using System.ComponentModel;
using Functron.Execution.Engine;
using Functron.Execution.Run;

namespace Functron.Execution.Launcher;

/// <summary>Why a function could not be started, in words for its author.</summary>
internal static class RefusalWords
{
    private const int NoSuchFile = 2; // ENOENT

    public static StartRefusal Of(LaunchRefusal refusal, ImageSnapshot? image, EnginePlatform? engine)
    {
        var reason = new Win32Exception(refusal.Error).Message;
        return refusal.Stage switch
        {
            "data" => new(StartRefusal.CannotRun, $"The function cannot be started: {Release.DataDirectory} of its image is neither a directory nor a link to one.\n"),
            "tar" => new(StartRefusal.CannotRun, $"TarFile could not be extracted at {Release.DataDirectory}: {refusal.Name}: {reason}.\n"),
            "exec" when refusal.Error == NoSuchFile => new(
                StartRefusal.NotFound,
                $"The function cannot be started: \"{refusal.Name}\" is not found in the image (or, for a script, the program that its first line names).\n"),
            "exec" => new(StartRefusal.CannotRun, $"The function cannot be started: \"{refusal.Name}\": {reason}.{Foreign(refusal, image, engine)}\n"),
            _ => new(StartRefusal.CannotRun, $"The function cannot be started ({refusal.Stage}): {reason}.\n"),
        };
    }

    private static string Foreign(LaunchRefusal refusal, ImageSnapshot? image, EnginePlatform? engine) =>
        !refusal.IsForeignProgram ? ""
            : image is not null && engine is not null && image.Architecture != engine.Architecture
                ? $" The image is for {image.Architecture}, this engine runs {engine.Architecture}."
                : " It is no program for this machine, nor a script that begins with #!.";
}
