namespace Functron.Tests.FunctionsHost;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Message = "[worker] {Category}: {Text} {Failure}")]
    public static partial void OfWorker(ILogger logger, LogLevel level, string category, string text, string? failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "worker {ProcessId} started")]
    public static partial void WorkerStarted(ILogger logger, int processId);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "{Failure}; starting the worker again")]
    public static partial void WorkerDied(ILogger logger, string failure);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "worker {ProcessId} did not end in time and was killed")]
    public static partial void WorkerKilled(ILogger logger, int processId);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "{Function} failed: {Failure}")]
    public static partial void FunctionFailed(ILogger logger, string function, string failure);
}
