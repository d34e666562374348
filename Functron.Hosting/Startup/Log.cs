using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Startup;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Information, "Listening on {Addresses}; data in {DataDirectory}; {Functions} functions")]
    public static partial void Started(ILogger logger, string addresses, string dataDirectory, int functions);
}
