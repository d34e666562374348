using Functron.Hosting.Configuration;
using Functron.Hosting.Functions;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Configuration;

namespace Functron.Hosting.Startup;

/// <summary>
/// What is read before a host is made. A failure is kept for the start: an app's Program should not have to expect exceptions
/// from the lines that make its builder.
/// </summary>
internal sealed class HostPlan
{
    private Exception? _failure;

    public HostPlan(HostOrder order, IConfiguration configuration, string contentRoot)
    {
        HostJson = Try(() => HostJson.Read(order.BaseDirectory, contentRoot), new HostJson());
        Functions = Try(() => Placed(FunctionDiscovery.Find(order.Functions)), new FunctionCatalog([]));
        Try(() => ListenAddress.Check(configuration));
        Retention = Try(() => RetentionSettings.From(configuration), new RetentionSettings(TimeSpan.MaxValue, int.MaxValue));
        DataDirectory = Try(() => Configuration.DataDirectory.Locate(configuration, Environment.GetEnvironmentVariable), "");
        if (DataDirectory.Length > 0)
            Try(() => Configuration.DataDirectory.Prepare(DataDirectory), DataDirectory);
    }

    public HostJson HostJson { get; }

    public FunctionCatalog Functions { get; }

    public RetentionSettings Retention { get; }

    /// <summary>Absolute and made; empty when there is nowhere to put it.</summary>
    public string DataDirectory { get; }

    /// <exception cref="StartFailedException">The configuration is not usable.</exception>
    /// <exception cref="InvalidFunctionsException">The functions are not.</exception>
    public void ThrowIfUnusable()
    {
        if (_failure is { } failure)
            throw failure;
    }

    /// <summary>The same functions, whose routes go with the prefix.</summary>
    private FunctionCatalog Placed(FunctionCatalog functions)
    {
        var prefix = RoutePatternFactory.Parse(HostJson.RoutePrefix);
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

        return functions;
    }

    private void Try(Action check) => Try(
        () =>
        {
            check();
            return true;
        },
        false);

    private T Try<T>(Func<T> read, T instead)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is StartFailedException or InvalidFunctionsException)
        {
            _failure ??= e;
            return instead;
        }
    }
}
