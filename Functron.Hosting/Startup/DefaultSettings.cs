using Functron.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging.Console;

namespace Functron.Hosting.Startup;

/// <summary>Settings that hold where no other source of configuration says otherwise.</summary>
internal static class DefaultSettings
{
    private const string FormatterKey = "Logging:Console:FormatterName";

    public static void AddTo(ConfigurationManager configuration)
    {
        var settings = new Dictionary<string, string?>
        {
            [FormatterKey] = "simple",
            ["Logging:Console:FormatterOptions:SingleLine"] = "true",
            ["Logging:Console:FormatterOptions:TimestampFormat"] = TimestampFormat(configuration[FormatterKey]),
            // The host's own line at start says what these would say in several.
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        };
        if (!ListenAddress.IsConfigured(configuration))
            settings["urls"] = ListenAddress.Default;

        // First in the list: every other source comes after and wins.
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
    }

    /// <summary>
    /// ISO 8601, in local time with its offset. Only in JSON is it a value of its own; in a line of text something has to follow it.
    /// </summary>
    private static string TimestampFormat(string? formatter) =>
        "yyyy-MM-ddTHH:mm:ss.fffzzz" + (ConsoleFormatterNames.Json.Equals(formatter, StringComparison.OrdinalIgnoreCase) ? "" : " ");
}
