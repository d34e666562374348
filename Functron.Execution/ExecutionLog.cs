using Microsoft.Extensions.Logging;

namespace Functron.Execution;

/// <summary>What execution logs; ids 100 to 199 are its own.</summary>
internal static partial class ExecutionLog
{
    [LoggerMessage(100, LogLevel.Warning, "The credential helper {Helper} gave nothing for {Server}: {Reason}")]
    public static partial void CredentialHelperFailed(ILogger logger, string helper, string server, string reason);

    [LoggerMessage(110, LogLevel.Information, "{Name}: pulling {Image}")]
    public static partial void Pulling(ILogger logger, string name, string image);

    [LoggerMessage(111, LogLevel.Information, "{Name}: built in {Milliseconds:F0} ms")]
    public static partial void Built(ILogger logger, string name, double milliseconds);

    [LoggerMessage(112, LogLevel.Information, "{Name}: the build failed: {Reason}")]
    public static partial void BuildFailed(ILogger logger, string name, string reason);

    [LoggerMessage(120, LogLevel.Information, "{Name}: attempt {Attempt} started")]
    public static partial void Started(ILogger logger, string name, int attempt);

    [LoggerMessage(121, LogLevel.Information, "{Name}: found {Phase} after an interruption; {Action}")]
    public static partial void Resumed(ILogger logger, string name, Engine.ContainerPhase phase, Run.RunPlan action);

    [LoggerMessage(122, LogLevel.Information, "{Name}: killing it ({Reason})")]
    public static partial void Killing(ILogger logger, string name, Run.StopReason reason);

    [LoggerMessage(123, LogLevel.Information, "{Name}: {Ending}, exit code {ExitCode}")]
    public static partial void Ended(ILogger logger, string name, Results.Ending ending, int? exitCode);

    [LoggerMessage(124, LogLevel.Information, "{Name}: left running for the next start")]
    public static partial void LeftRunning(ILogger logger, string name);

    [LoggerMessage(125, LogLevel.Information, "Functions are run by the {Path} path: {Why}")]
    public static partial void PathChosen(ILogger logger, Run.RunPath path, string why);

    [LoggerMessage(126, LogLevel.Information, "{Name}: its launcher was found after an interruption (released: {Released}, ended: {Ended})")]
    public static partial void FoundLaunched(ILogger logger, string name, bool released, bool ended);

    [LoggerMessage(130, LogLevel.Warning, "{Name}: cleaning up failed, the sweep will try again: {Reason}")]
    public static partial void CleanupFailed(ILogger logger, string name, string reason);

    [LoggerMessage(131, LogLevel.Information, "Swept {Containers} containers and {Images} images, {Failures} failures")]
    public static partial void Swept(ILogger logger, int containers, int images, int failures);

    [LoggerMessage(132, LogLevel.Warning, "The engine holds {Containers} containers and {Images} images of other Functrons. If their data directories are lost and no other Functron uses this engine, start once with --sweep-all")]
    public static partial void OtherInstallations(ILogger logger, int containers, int images);

    [LoggerMessage(133, LogLevel.Information, "Swept {Containers} containers and {Images} images of other installations, {Failures} failures")]
    public static partial void SweptAll(ILogger logger, int containers, int images, int failures);

    [LoggerMessage(134, LogLevel.Warning, "Of another installation, and not removed: {Failure}")]
    public static partial void NotSwept(ILogger logger, string failure);
}
