using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Http;

internal static partial class Log
{
    [LoggerMessage(2201, LogLevel.Error, "Function '{Function}' failed (invocation {InvocationId})")]
    public static partial void FunctionFailed(ILogger logger, string function, string invocationId, Exception exception);

    [LoggerMessage(2202, LogLevel.Error, "The request {Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(2203, LogLevel.Debug, "The caller of '{Function}' went away (invocation {InvocationId})")]
    public static partial void CallerGone(ILogger logger, string function, string invocationId);
}
