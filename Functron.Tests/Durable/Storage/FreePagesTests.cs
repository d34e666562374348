using Functron.Hosting.Durable;

using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Storage;

/// <summary>Pages that a purge leaves free go back to the file system. Everything else stays as it is.</summary>
public sealed class FreePagesTests : IAsyncLifetime
{
    private const int Many = 300;

    private readonly EngineDirectory _directory = new();
    private readonly string _text = new('x', 200_000);

    private string File => Path.Combine(_directory.Path, "durable.db");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task The_file_shrinks_after_a_purge()
    {
        var engine = await StartAsync();
        await FillAsync(engine);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync("Waits", "kept", new StartOrchestrationOptions("open"));
        await engine.Client.WaitForInstanceStartAsync("open");
        Assert.Equal(Many, (await engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);

        // The writer gives pages back while nobody needs it; the log is carried over into the file when it is long enough, or at the stop.
        while (await FreeAsync() > 4096)
            await Task.Delay(20);
        await engine.Client.RaiseEventAsync("open", "go", "on");
        Assert.Equal("on", (await engine.Client.WaitForInstanceCompletionAsync("open", true)).ReadOutputAs<string>());
        await engine.StopAsync(CancellationToken.None);
        Assert.InRange(new FileInfo(File).Length, 0, 20_000_000);

        var next = await StartAsync();
        Assert.Equal("kept", (await next.Client.GetInstanceAsync("open", true))!.ReadInputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_database_of_an_earlier_release_shrinks_too()
    {
        // As such a release makes it: not told to keep track of free pages.
        await ExecuteAsync("PRAGMA auto_vacuum = NONE; CREATE TABLE first (number INTEGER); DROP TABLE first;");
        Assert.Equal(0, await ReadAsync("PRAGMA auto_vacuum"));
        var engine = await StartAsync();
        Assert.Equal(2, await ReadAsync("PRAGMA auto_vacuum"));
        await FillAsync(engine);
        await engine.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter());
        while (await FreeAsync() > 4096)
            await Task.Delay(20);
    }

    private Task<DurableEngine> StartAsync() => _directory.StartAsync(new TestFunctions()
        .Orchestrator("Ends", _ => Task.FromResult<object?>(null))
        .Orchestrator("Waits", async context => await context.WaitForExternalEvent<string>("go")));

    private async Task FillAsync(DurableEngine engine)
    {
        await Task.WhenAll(Enumerable.Range(0, Many).Select(async _ =>
            await engine.Client.WaitForInstanceCompletionAsync(await engine.Client.ScheduleNewOrchestrationInstanceAsync("Ends", _text))));
        Assert.InRange(await ReadAsync("PRAGMA page_count"), 10_000, int.MaxValue);
    }

    private Task<long> FreeAsync() => ReadAsync("PRAGMA freelist_count");

    private async Task<long> ReadAsync(string sql)
    {
        await using var database = new SqliteConnection($"Data Source={File};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = new SqliteConnection($"Data Source={File};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
