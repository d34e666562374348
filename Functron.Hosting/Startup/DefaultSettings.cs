using Functron.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace Functron.Hosting.Startup;

/// <summary>Settings that hold where no other source of configuration says otherwise.</summary>
internal static class DefaultSettings
{
    public static void AddTo(ConfigurationManager configuration)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Logging:Console:FormatterName"] = "simple",
            ["Logging:Console:FormatterOptions:SingleLine"] = "true",
            ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ",
            // The host's own line at start says what these would say in several.
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        };
        if (!ListenAddress.IsConfigured(configuration))
            settings["urls"] = ListenAddress.Default;

        // First in the list: every other source comes after and wins.
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
    }
}
