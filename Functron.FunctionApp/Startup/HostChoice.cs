using Microsoft.Extensions.Configuration;

namespace Functron.FunctionApp.Startup;

/// <summary>
/// Finds out which host runs the functions: a Functions host, if one has started this process, otherwise the embedded host.
/// </summary>
internal static class HostChoice
{
    /// <summary>Overrides what is found.</summary>
    public const string OptionName = "Host";

    /// <summary>The exit code where a Functions host is meant and none is there.</summary>
    public const int MissingExitCode = 2;

    public const string Missing =
        "This looks like Azure Functions (FUNCTIONS_WORKER_RUNTIME or WEBSITE_SITE_NAME is set, or Functron:Host is functions), but no "
            + "Functions host has started this process: "
        + "start it with 'func start' or ./func.sh, or from the Functions image (docs/azure.md). "
        + "To run Functron by itself all the same, with its data on this machine's disk, set Functron__Host=embedded.";

    private const string Setting = $"{FunctronSettings.Section}:{OptionName}";

    /// <summary>
    /// Where the worker finds its host. A worker that was started before there was an app gets the variable with the app.
    /// </summary>
    private const string Argument = "--functions-uri";

    private const string Variable = "FUNCTIONS_APPLICATION_DIRECTORY";

    /// <summary>
    /// Set where a Functions host is meant. An app that ran there by itself would keep its data on a disk that is thrown away.
    /// </summary>
    private static readonly string[] Surroundings = ["FUNCTIONS_WORKER_RUNTIME", "WEBSITE_SITE_NAME"];

    /// <param name="configuration">Of the environment and the command line.</param>
    /// <returns>Null where a Functions host is meant and none is there.</returns>
    /// <exception cref="OptionsException"><c>Functron:Host</c> names neither.</exception>
    public static AppHost? Of(IReadOnlyList<string> arguments, IConfiguration configuration)
    {
        var hasStarted = IsSet(Variable, configuration)
            || arguments.Any(argument => argument == Argument || argument.StartsWith(Argument + "=", StringComparison.Ordinal));
        var asked = configuration[Setting] is { Length: > 0 } name ? Named(name) : null;
        return (asked, hasStarted) switch
        {
            (null, true) => AppHost.Functions,
            (null, false) => Surroundings.Any(variable => IsSet(variable, configuration)) ? null : AppHost.Embedded,
            _ => asked == AppHost.Functions && !hasStarted ? null : asked,
        };
    }

    private static AppHost Named(string name) =>
        new[] { AppHost.Embedded, AppHost.Functions }.FirstOrDefault(host => host.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new OptionsException($"{Setting} is \"{name}\"; it must be {AppHost.Embedded.Name} or {AppHost.Functions.Name}.");

    private static bool IsSet(string name, IConfiguration configuration) => !string.IsNullOrEmpty(configuration[name]);
}
