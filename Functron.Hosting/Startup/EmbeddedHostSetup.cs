using Functron.Hosting.Configuration;
using Functron.Hosting.Functions;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Configuration;

namespace Functron.Hosting.Startup;

/// <summary>What an embedded host is built with: its configuration and the app's functions, all of it read and checked.</summary>
/// <param name="DataDirectory">Absolute; the start makes it.</param>
/// <param name="ClearsStatusOfTerminated">Whether an instance that is terminated loses its custom status.</param>
internal sealed record EmbeddedHostSetup(
    string DataDirectory, HostJson HostJson, FunctionCatalog Functions, RetentionSettings Retention, bool ClearsStatusOfTerminated)
{
    /// <exception cref="StartFailedException">The configuration is not usable.</exception>
    /// <exception cref="InvalidFunctionsException">The functions are not.</exception>
    public static EmbeddedHostSetup Read(
        EmbeddedHostOptions options, string dataDirectory, IConfiguration configuration, string contentRoot)
    {
        var hostJson = HostJson.Read(options.BaseDirectory, contentRoot);
        var functions = FunctionDiscovery.Find(options.Functions);
        CheckRoutes(functions, hostJson.RoutePrefix);
        ListenAddress.Check(configuration);
        return new EmbeddedHostSetup(
            dataDirectory,
            hostJson,
            functions,
            RetentionSettings.From(configuration),
            HostOptionNames.ClearsStatusOfTerminated(configuration));
    }

    /// <summary>Each route has to go with the prefix.</summary>
    private static void CheckRoutes(FunctionCatalog functions, string routePrefix)
    {
        var prefix = RoutePatternFactory.Parse(routePrefix);
        foreach (var function in functions.Of(FunctionKind.Http))
        {
            if (function.Route is not { } route)
                continue;
            try
            {
                _ = RoutePatternFactory.Combine(prefix, route.Pattern);
            }
            catch (RoutePatternException e)
            {
                throw new StartFailedException(
                    $"Function '{function.Name}': its route does not go with the routePrefix '{prefix.RawText}' of {HostJson.FileName}: "
                    + e.Message.ReplaceLineEndings(" "),
                    e);
            }
        }
    }
}
