using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Startup;

/// <summary>Sets up a function app: its services, configuration and logging are those of any .NET host.</summary>
public sealed class EmbeddedApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly EmbeddedHost _host;

    internal EmbeddedApplicationBuilder(HostOrder order)
    {
        // Reloading would watch each directory below the current one, whatever that is.
        _web = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. order.Args]);
        _host = EmbeddedHost.Prepare(_web, order);
    }

    public ConfigurationManager Configuration => _web.Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    public IServiceCollection Services => _web.Services;

    public IHost Build() => BuildHost();

    internal FunctionsHost BuildHost() => _host.Build();
}
