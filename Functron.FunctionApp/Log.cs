using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp;

/// <summary>The app's log messages; event ids are stable: 100–199.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "POST /v1/exec failed (instance {InstanceId})")]
    public static partial void ExecFailed(ILogger logger, Exception exception, string? instanceId);

    [LoggerMessage(101, LogLevel.Error, "A request could not be accepted")]
    public static partial void NotAccepted(ILogger logger, Exception exception);

    [LoggerMessage(102, LogLevel.Warning, "A sweep did not finish and will be tried again: {Reason}")]
    public static partial void SweepFailed(ILogger logger, string reason);
}
