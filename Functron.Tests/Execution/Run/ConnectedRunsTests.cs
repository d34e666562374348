using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Execution.Run.Stopping;
using Functron.Tests.Execution.Engine;
using Functron.Tests.Payloads;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Execution.Run;

/// <summary>A connected function is killed by its connection. The engine comes only where that does not help.</summary>
public sealed class ConnectedRunsTests : IAsyncDisposable
{
    private readonly ConnectedRuns _connected = new();
    private readonly ScriptedExecution _bench = new();

    [Fact(Timeout = 120_000)]
    public async Task A_connection_that_proves_the_kill_needs_no_engine()
    {
        var order = await _bench.AcceptAsync();
        _connected.Add(order, () => Task.FromResult(true));
        Assert.True(_connected.Has(order.RunId));
        Assert.True(await Killer(new FaultyEngine(null!)).KillAsync(order, "container"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_connection_that_does_not_answer_leaves_the_kill_to_the_engine()
    {
        var order = await _bench.AcceptAsync();
        _connected.Add(order, () => Task.FromResult(false));
        Assert.False(await Killer(_bench.Engine).KillAsync(order, "no-such-container"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_that_was_let_go_of_is_not_connected()
    {
        var order = await _bench.AcceptAsync();
        _connected.Add(order, () => throw new InvalidOperationException("The connection is gone."));
        _connected.Remove(order);
        Assert.False(_connected.Has(order.RunId));
        Assert.False(await _connected.TryKillAsync(order));
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private FunctionKiller Killer(IContainerEngine engine) => new(
        engine,
        _connected,
        new RunContainers(engine, new InstallationId(new MemoryStore()), TimeProvider.System),
        TimeProvider.System,
        NullLogger<FunctionKiller>.Instance);
}
