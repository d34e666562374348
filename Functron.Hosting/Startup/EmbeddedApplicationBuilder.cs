using Functron.Hosting.Configuration;
using Functron.Hosting.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Startup;

/// <summary>Sets up a function app: its services, configuration and logging are those of any .NET host.</summary>
public sealed class EmbeddedApplicationBuilder
{
    private readonly EmbeddedHostOptions _options;
    private readonly WebApplicationBuilder _web;
    private readonly string _dataDirectory;
    private readonly StartLogFilter _startLog = new();

    /// <exception cref="StartFailedException">There is no place for a data directory.</exception>
    internal EmbeddedApplicationBuilder(EmbeddedHostOptions options)
    {
        _options = options;
        // Reloading would watch each directory below the current one, whatever that is.
        _web = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. options.Args]);
        DefaultSettings.AddTo(_web.Configuration);
        _dataDirectory = HostDataDirectory.Locate(_web.Configuration, System.Environment.GetEnvironmentVariable);
        // Last in the list, so that the app binds the very directory that the host uses.
        _web.Configuration.AddInMemoryCollection([new(HostDataDirectory.Key, _dataDirectory)]);
        _startLog.AddTo(_web.Logging);
        CleanLoggerProvider.AddTo(_web.Services);
        EmbeddedHostServices.AddTo(_web);
    }

    public ConfigurationManager Configuration => _web.Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    public IServiceCollection Services => _web.Services;

    /// <exception cref="StartFailedException">The configuration is not usable.</exception>
    public IHost Build() => BuildHost();

    internal EmbeddedHost BuildHost()
    {
        var setup = EmbeddedHostSetup.Read(_options, _dataDirectory, Configuration, Environment.ContentRootPath);
        Services.AddSingleton(setup);
        Services.TryAddSingleton(TimeProvider.System);
        var app = _web.Build();
        HttpPipeline.Build(app, setup.Functions, setup.HostJson);
        return new EmbeddedHost(app, setup, _startLog);
    }
}
