using Microsoft.Extensions.Configuration;

namespace Functron.FunctionApp.Startup;

/// <summary>The settings that come with a build, <c>functron.json</c> beside it: what differs from host to host, and nothing else.</summary>
internal static class FlavourSettings
{
    private const string FileName = "functron.json";

    /// <exception cref="OptionsException">The file is missing or is no JSON.</exception>
    public static IConfigurationRoot Load()
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, FileName), optional: false, reloadOnChange: false).Build();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new OptionsException($"{FileName}, which belongs beside the program, cannot be read: {e.Message}");
        }
    }

    /// <summary>Puts them first in the list: every other source of configuration comes after and wins.</summary>
    public static void AddTo(ConfigurationManager configuration, IConfigurationRoot settings) =>
        configuration.Sources.Insert(0, new ChainedConfigurationSource { Configuration = settings });
}
