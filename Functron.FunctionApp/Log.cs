using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp;

/// <summary>The app's log messages; event ids are stable: 200–299.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Error, "POST /v1/exec failed (instance {InstanceId})")]
    public static partial void ExecFailed(ILogger logger, Exception exception, string? instanceId);

    [LoggerMessage(201, LogLevel.Error, "A request could not be accepted")]
    public static partial void NotAccepted(ILogger logger, Exception exception);

    [LoggerMessage(202, LogLevel.Warning, "A sweep did not finish and will be tried again: {Reason}")]
    public static partial void SweepFailed(ILogger logger, string reason);

    [LoggerMessage(203, LogLevel.Warning, "The payloads of {InstanceId}, which nobody knows any more, could not be removed: {Reason}")]
    public static partial void FolderNotRemoved(ILogger logger, string instanceId, string reason);

    [LoggerMessage(204, LogLevel.Error, "An invocation could not be looked at")]
    public static partial void Unreadable(ILogger logger, Exception exception);

    [LoggerMessage(205, LogLevel.Warning, "The process that started this one ({ParentProcessId}) has gone: stopping")]
    public static partial void Orphaned(ILogger logger, int parentProcessId);

    [LoggerMessage(206, LogLevel.Error, "A request on an invocation failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception);

    [LoggerMessage(207, LogLevel.Warning,
        "{Given} is not an option of Functron, so it has no effect. The nearest one is {Nearest} (as an environment variable {Variable})")]
    public static partial void UnknownOption(ILogger logger, string given, string nearest, string variable);

    [LoggerMessage(208, LogLevel.Warning,
        "Listening on {Addresses}: whoever reaches this port, from another machine or from a container on this one, may run containers "
        + "on the Docker engine, which is as much as being root on its machine. There is no key. {Remedy}")]
    public static partial void ListeningBeyondLoopback(ILogger logger, string addresses, string remedy);

    [LoggerMessage(209, LogLevel.Debug, "{InstanceId} was not told that its run has its slot: {Reason}")]
    public static partial void SlotNotTold(ILogger logger, string instanceId, string reason);

    [LoggerMessage(210, LogLevel.Debug, "Which way functions are run could not be decided and will be tried again: {Reason}")]
    public static partial void TrialFailed(ILogger logger, string reason);
}
