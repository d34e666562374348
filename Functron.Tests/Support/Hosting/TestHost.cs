using Functron.Hosting.Functions;
using Functron.Hosting.Startup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Functron.Tests.Hosting;

/// <summary>An embedded host in this process, on a free port and with a data directory of its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly EmbeddedHost _host;
    private readonly TemporaryDirectory? _directory;
    private bool _stopped;

    private TestHost(EmbeddedHost host, TemporaryDirectory? directory)
    {
        _host = host;
        _directory = directory;
        Http = new HttpClient { BaseAddress = new Uri(host.Addresses.First()), Timeout = TimeSpan.FromSeconds(20) };
    }

    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    public IServiceProvider Services => _host.Services;

    public static async Task<TestHost> StartAsync(TestHostSetup setup)
    {
        var directory = setup.DataDirectory is null ? new TemporaryDirectory() : null;
        EmbeddedHost? host = null;
        try
        {
            host = Build(setup with { DataDirectory = setup.DataDirectory ?? directory?.Path });
            await host.StartAsync();
            return new TestHost(host, directory);
        }
        catch
        {
            if (host is not null)
                await host.DisposeAsync();
            directory?.Dispose();
            throw;
        }
    }

    public static Task<TestHost> StartAsync(params Type[] functions) => StartAsync(new TestHostSetup { Functions = functions });

    /// <summary>Not started; the data directory is to be given.</summary>
    public static EmbeddedHost Build(TestHostSetup setup)
    {
        // There is always a host.json: without one, that of the app under test would be found.
        using var files = new TemporaryDirectory();
        File.WriteAllText(files.Combine("host.json"), setup.HostJson);
        var builder = new EmbeddedApplicationBuilder(new EmbeddedHostOptions
        {
            Functions = FunctionSource.Of([.. setup.Functions]),
            BaseDirectory = files.Path,
            Args =
            [
                "--urls=http://127.0.0.1:0",
                "--Logging:Console:LogLevel:Default=Critical",
                $"--Functron:DataDirectory={setup.DataDirectory}",
                .. setup.Args,
            ],
        });
        if (setup.Logs is { } logs)
            builder.Logging.AddProvider(logs);
        setup.Configure(builder.Services);
        return builder.BuildHost();
    }

    public Task StopAsync()
    {
        _stopped = true;
        return _host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();

        // As Run does: what works in the background comes to its end.
        if (!_stopped)
            await _host.StopAsync();
        await _host.DisposeAsync();
        _directory?.Dispose();
    }
}

internal sealed record TestHostSetup
{
    public IReadOnlyList<Type> Functions { get; init; } = [];

    public string HostJson { get; init; } = "{}";

    public string? DataDirectory { get; init; }

    /// <summary>After those that every test's host gets.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Gets what the host logs; the console then still gets next to nothing of it.</summary>
    public CapturedLogs? Logs { get; init; }

    public Action<IServiceCollection> Configure { get; init; } = _ => { };
}
