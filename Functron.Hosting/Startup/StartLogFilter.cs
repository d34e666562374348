using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Startup;

/// <summary>
/// Keeps the framework from logging, with a stack trace, a failed start that the host tells in one line of its own; once the
/// host has started, its errors are logged as ever.
/// </summary>
internal sealed class StartLogFilter
{
    private static readonly string[] Categories =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    private volatile bool _started;

    public void Started() => _started = true;

    public void AddTo(ILoggingBuilder logging)
    {
        foreach (var category in Categories)
            logging.AddFilter(category, level => level >= LogLevel.Warning && (_started || level < LogLevel.Error));
    }
}
