using System.Net.Sockets;
using System.Net;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Functron.Tests.Durable.Official;

/// <summary>
/// Microsoft's engine: their worker and client, and their in-memory store behind gRPC on a port of loopback. It runs one program at a time
/// here: of several their store loses one now and then, which never ends.
/// </summary>
internal sealed class OfficialEngine(IHost host) : IEngine
{
    public DurableTaskClient Client { get; } = host.Services.GetRequiredService<DurableTaskClient>();

    public static async Task<OfficialEngine> StartAsync(Action<ITaskSet> register)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartOnceAsync(register);
            }
            catch (IOException) when (attempt < 5)
            {
                // Somebody else has taken the port meanwhile.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await host.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // It waits for an instance that it has lost.
        }

        host.Dispose();
    }

    private static async Task<OfficialEngine> StartOnceAsync(Action<ITaskSet> register)
    {
        var host = new HostBuilder()
            .ConfigureServices(services => services.AddInMemoryDurableTask(
                tasks => register(new Tasks(tasks)), new InMemoryDurableTaskOptions { Port = FreePort() }))
            .Build();
        await host.StartAsync();
        return new OfficialEngine(host);
    }

    /// <summary>Microsoft's host takes no port 0.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Tasks(DurableTaskRegistry registry) : ITaskSet
    {
        public void Orchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> body)
            => registry.AddOrchestratorFunc(name, body);

        public void Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> body)
            => registry.AddActivityFunc<TInput, TOutput>(name, (_, input) => body(input));
    }
}
