using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Storage;

using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Durable;

/// <summary>A data directory, and the engines that own it one after the other.</summary>
internal sealed class EngineDirectory : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("functron-durable-");
    private readonly List<DurableEngine> _engines = [];

    public DurableEngineOptions Options { get; set; } = new() { DataDirectory = string.Empty, StopGrace = TimeSpan.FromSeconds(2) };

    public string Path => _directory.FullName;

    public DurableEngine Make(TestFunctions functions, Func<IInstanceStore, IInstanceStore>? wrap = null, TimeProvider? clock = null)
    {
        IInstanceStore store = new SqliteInstanceStore(Path);
        var options = Options with { DataDirectory = Path };
        var engine = new DurableEngine(
            options, functions, clock ?? TimeProvider.System, NullLoggerFactory.Instance, wrap?.Invoke(store) ?? store);
        _engines.Add(engine);
        return engine;
    }

    public async Task<DurableEngine> StartAsync(
        TestFunctions functions,
        Func<IInstanceStore, IInstanceStore>? wrap = null,
        TimeProvider? clock = null)
    {
        var engine = Make(functions, wrap, clock);
        await engine.StartAsync(CancellationToken.None);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
            await engine.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
