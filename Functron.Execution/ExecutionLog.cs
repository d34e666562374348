using Microsoft.Extensions.Logging;

namespace Functron.Execution;

/// <summary>
/// What execution logs. Event ids 100 to 199 are its own. Beside a container's name stands the id by which callers know the invocation.
/// </summary>
internal static partial class ExecutionLog
{
    [LoggerMessage(100, LogLevel.Warning, "The credential helper {Helper} gave nothing for {Server}: {Reason}")]
    public static partial void CredentialHelperFailed(ILogger logger, string helper, string server, string reason);

    [LoggerMessage(110, LogLevel.Information, "{Name} (instance {InstanceId}): pulling {Image}")]
    public static partial void Pulling(ILogger logger, string name, string instanceId, string image);

    [LoggerMessage(111, LogLevel.Information, "{Name} (instance {InstanceId}): built in {Milliseconds:F0} ms")]
    public static partial void Built(ILogger logger, string name, string instanceId, double milliseconds);

    [LoggerMessage(112, LogLevel.Information, "{Name} (instance {InstanceId}): the build failed: {Reason}")]
    public static partial void BuildFailed(ILogger logger, string name, string instanceId, string reason);

    [LoggerMessage(120, LogLevel.Information, "{Name} (instance {InstanceId}): attempt {Attempt} started")]
    public static partial void Started(ILogger logger, string name, string instanceId, int attempt);

    [LoggerMessage(121, LogLevel.Information, "{Name} (instance {InstanceId}): found {Phase} after an interruption; {Action}")]
    public static partial void Resumed(
        ILogger logger, string name, string instanceId, Engine.ContainerPhase phase, string action);

    [LoggerMessage(122, LogLevel.Information, "{Name} (instance {InstanceId}): killing it ({Reason})")]
    public static partial void Killing(ILogger logger, string name, string instanceId, Run.Stopping.StopReason reason);

    [LoggerMessage(123, LogLevel.Information, "{Name} (instance {InstanceId}): {Ending}, exit code {ExitCode}")]
    public static partial void Ended(ILogger logger, string name, string instanceId, Results.Ending ending, int? exitCode);

    [LoggerMessage(124, LogLevel.Information, "{Name} (instance {InstanceId}): left running for the next start")]
    public static partial void LeftRunning(ILogger logger, string name, string instanceId);

    [LoggerMessage(125, LogLevel.Information, "Functions are run by the {Path} path: {Why}")]
    public static partial void PathChosen(ILogger logger, Run.RunPath path, string why);

    [LoggerMessage(126, LogLevel.Information,
        "{Name} (instance {InstanceId}): its launcher was found after an interruption (released: {Released}, ended: {Ended})")]
    public static partial void FoundLaunched(ILogger logger, string name, string instanceId, bool released, bool ended);

    [LoggerMessage(130, LogLevel.Warning, "{Name} (instance {InstanceId}): cleaning up failed, the sweep will try again: {Reason}")]
    public static partial void CleanupFailed(ILogger logger, string name, string instanceId, string reason);

    [LoggerMessage(131, LogLevel.Information, "Swept {Containers} containers and {Images} images, {Failures} failures")]
    public static partial void Swept(ILogger logger, int containers, int images, int failures);

    [LoggerMessage(132, LogLevel.Warning,
        "The engine holds {Containers} containers and {Images} images of other Functrons. "
        + "If their data directories are lost and no other Functron uses this engine, start once with --sweep-all")]
    public static partial void OtherInstallations(ILogger logger, int containers, int images);

    [LoggerMessage(133, LogLevel.Information,
        "Swept {Containers} containers and {Images} images of other installations, {Failures} failures")]
    public static partial void SweptAll(ILogger logger, int containers, int images, int failures);

    [LoggerMessage(134, LogLevel.Warning, "Of another installation, and not removed: {Failure}")]
    public static partial void NotSwept(ILogger logger, string failure);

    [LoggerMessage(135, LogLevel.Warning, "Not removed, and tried again with pauses of at most 60 s: {What}: {Reason}")]
    public static partial void Resists(ILogger logger, string what, string reason);

    [LoggerMessage(136, LogLevel.Information, "Removed after {Tries} tries: {What}")]
    public static partial void ResistsNoMore(ILogger logger, string what, int tries);

    [LoggerMessage(137, LogLevel.Warning,
        "{Name} (instance {InstanceId}): was stopped, and its work did not end within {Seconds} s: it is left alone")]
    public static partial void LeftAlone(ILogger logger, string name, string instanceId, double seconds);

    [LoggerMessage(138, LogLevel.Warning,
        "{Name} (instance {InstanceId}): the connection to the engine broke, its build is tried again: {Reason}")]
    public static partial void BuildRepeated(ILogger logger, string name, string instanceId, string reason);

    [LoggerMessage(139, LogLevel.Warning,
        "Container {Container} still runs {Seconds} s after it was killed: all of its processes are killed")]
    public static partial void KilledHarder(ILogger logger, string container, double seconds);

    [LoggerMessage(140, LogLevel.Error,
        "{Name} (instance {InstanceId}): the function is answered for as killed, but its container resists: {Reason}")]
    public static partial void NotStopped(ILogger logger, string name, string instanceId, string reason);
}
