using Functron.Hosting.Functions;

using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable;

/// <summary>Runs orchestrations durably: what has happened is on disk before anything follows from it.</summary>
public sealed class DurableEngine : IHostedService, IAsyncDisposable
{
    public DurableEngine(DurableEngineOptions options, IDurableFunctions functions, TimeProvider clock, ILoggerFactory loggers)
    {
        throw new NotImplementedException();
    }

    /// <summary>Usable between start and stop; every call outside throws <see cref="EngineStoppedException"/>.</summary>
    public DurableTaskClient Client => throw new NotImplementedException();

    /// <summary>Takes the data directory and goes on with whatever had not ended.</summary>
    /// <exception cref="IOException">Another process has the data directory, or it cannot be written.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Stops within <see cref="DurableEngineOptions.StopGrace"/>; activities that it interrupts run again at the next start.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Null for an unknown id.</summary>
    public Task<InstanceHistory?> GetHistoryAsync(string instanceId, CancellationToken cancellation = default)
        => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
