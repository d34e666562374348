using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Startup;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Information, "Listening on {Addresses}; data in {DataDirectory}; {Functions} functions")]
    public static partial void Started(ILogger logger, string addresses, string dataDirectory, int functions);

    [LoggerMessage(2102, LogLevel.Warning, "{Option} is not an option of this host, so it has no effect. Its options are {Options}")]
    public static partial void UnknownOption(ILogger logger, string option, string options);

    [LoggerMessage(2103, LogLevel.Warning,
        "This host has no keys. So whoever reaches it may call {Functions}, whose level is not Anonymous")]
    public static partial void NoKeys(ILogger logger, string functions);
}
