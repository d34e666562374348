using System.Data.Common;
using Functron.Hosting.Configuration;
using Functron.Hosting.Durable;
using Microsoft.Extensions.Hosting;

namespace Functron.Hosting.Startup;

/// <summary>Starts the durable engine before anything can call it, and stops it after.</summary>
internal sealed class EngineService(DurableEngine engine) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await engine.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DbException)
        {
            // Its data is not in a state to start from, and the message says why.
            throw new StartFailedException(e.Message.ReplaceLineEndings(" "), e);
        }
    }

    // Not with the host's token, which what was stopped before may have used up: the engine's own grace bounds its stop.
    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(CancellationToken.None);
}
