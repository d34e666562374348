using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable;

/// <summary>Turns that can never be taken or stored, however long the engine waits.</summary>
public sealed class StuckInstanceTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();
    private readonly TestFunctions _functions = new TestFunctions()
        .Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("go"));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task A_turn_that_is_refused_each_time_fails_its_instance()
    {
        var engine = await _directory.StartAsync(_functions, Refusing(turn => turn.Events.OfType<EventRaised>().Any()));
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait");

        await engine.Client.RaiseEventAsync(id, "go", "now");
        var ended = await engine.Client.WaitForInstanceCompletionAsync(id, true);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.True(ended.FailureDetails!.IsCausedBy<SqliteException>());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_instance_that_cannot_even_be_failed_frees_who_waits_and_ends_once_it_can()
    {
        var refused = true;
        var engine = await _directory.StartAsync(_functions, Refusing(turn => refused && turn.Turn > 0));
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await engine.Client.WaitForInstanceStartAsync(id);
        var waiting = engine.Client.WaitForInstanceCompletionAsync(id);

        await Assert.ThrowsAsync<IOException>(() => engine.Client.TerminateInstanceAsync(id));
        await Assert.ThrowsAsync<IOException>(() => waiting);

        refused = false;
        await engine.Client.RaiseEventAsync(id, "go", "now");
        while ((await engine.Client.GetInstanceAsync(id))!.IsRunning)
            await Task.Delay(10);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await engine.Client.GetInstanceAsync(id))!.RuntimeStatus);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_instance_whose_history_cannot_be_read_fails()
    {
        var engine = await _directory.StartAsync(_functions);
        var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        await engine.Client.WaitForInstanceStartAsync(id);
        await engine.StopAsync(CancellationToken.None);
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_directory.Path, "durable.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = "UPDATE history SET events = '[{'";
            await command.ExecuteNonQueryAsync();
        }

        var next = await _directory.StartAsync(_functions);
        await next.Client.RaiseEventAsync(id, "go", "now");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await next.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);
    }

    [Fact(Timeout = 120_000)]
    public async Task Failures_of_any_depth_and_with_text_that_fails_end_their_instances()
    {
        Exception chain = new IOException("innermost");
        for (var depth = 0; depth < 200; depth++)
            chain = new InvalidOperationException("outer", chain);
        _directory.Options = _directory.Options with { MaxConcurrentActivities = 1 };
        var engine = await _directory.StartAsync(new TestFunctions()
            .Activity("Deep", _ => throw chain)
            .Activity("Mute", _ => throw new MuteException())
            .Orchestrator("Deep", async context => await context.CallActivityAsync<string>("Deep"))
            .Orchestrator("Mute", async context => await context.CallActivityAsync<string>("Mute")));

        foreach (var name in (string[])["Deep", "Mute", "Deep", "Mute"])
        {
            var id = await engine.Client.ScheduleNewOrchestrationInstanceAsync(name);
            Assert.Equal(OrchestrationRuntimeStatus.Failed, (await engine.Client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);
        }
    }

    private static Func<IInstanceStore, IInstanceStore> Refusing(Func<TurnCommit, bool> refused) => inner => new FailingStore(inner)
    {
        BeforeCommit = turn => refused(turn) ? throw new SqliteException("refused", SQLitePCL.raw.SQLITE_CONSTRAINT) : Task.CompletedTask,
    };

    private sealed class MuteException : Exception
    {
        public override string Message => throw new InvalidOperationException("no words");
    }
}
