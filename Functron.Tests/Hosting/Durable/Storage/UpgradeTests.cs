using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Hosting.Durable.Storage;

/// <summary>A database that the first release wrote (<c>durable-1.db</c>): its ended instances are read, its open ones go on.</summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public async Task InitializeAsync()
    {
        await using var stored = typeof(UpgradeTests).Assembly.GetManifestResourceStream("durable-1.db")!;
        await using var file = File.Create(Path.Combine(_directory.Path, "durable.db"));
        await stored.CopyToAsync(file);
    }

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Fact(Timeout = 120_000)]
    public async Task It_is_of_the_first_version_before_and_of_the_latest_after()
    {
        Assert.Equal((1, 0), (await VersionAsync(), await ReadAsync("PRAGMA auto_vacuum")));
        await using (await _directory.StartAsync(Functions()))
        {
        }

        // It keeps track of its free pages from now on.
        const int Incremental = 2;
        Assert.Equal((Functron.Hosting.Durable.Storage.Migrations.Scripts.Count, Incremental), (await VersionAsync(), await ReadAsync("PRAGMA auto_vacuum")));
    }

    [Fact(Timeout = 120_000)]
    public async Task What_had_ended_is_as_it_was()
    {
        var engine = await _directory.StartAsync(Functions());
        var completed = (await engine.Client.GetInstanceAsync("completed", true))!;
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "a"), (completed.RuntimeStatus, completed.ReadOutputAs<string>()));
        Assert.Equal("on its way", completed.ReadCustomStatusAs<string>());
        var failed = (await engine.Client.GetInstanceAsync("failed", true))!;
        Assert.Contains("no zone", failed.FailureDetails!.InnerFailure!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("enough", (await engine.Client.GetInstanceAsync("terminated", true))!.ReadOutputAs<string>());
        Assert.Contains((await engine.GetHistoryAsync("completed"))!.Events, e => e.EventType == "TaskCompleted" && e.FunctionName == "Echo");
        Assert.Equal(1, (await engine.Client.PurgeInstanceAsync("completed")).PurgedInstanceCount);

        await engine.Client.RewindInstanceAsync("failed", "mended");
        Assert.Equal("thrown no more", (await engine.Client.WaitForInstanceCompletionAsync("failed", true)).ReadOutputAs<string>());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_had_not_ended_goes_on()
    {
        // Its timer is set for the beginning of 2027.
        var clock = new ManualClock();
        var engine = await _directory.StartAsync(Functions(), clock: clock);
        clock.Advance(TimeSpan.FromSeconds(1));
        await engine.Client.RaiseEventAsync("waiting", "go", 5);
        Assert.Equal(5, (await engine.Client.WaitForInstanceCompletionAsync("waiting", true)).ReadOutputAs<int>());
        Assert.Equal("slow", (await engine.Client.WaitForInstanceCompletionAsync("working", true)).ReadOutputAs<string>());
        Assert.Equal("slept", (await engine.Client.WaitForInstanceCompletionAsync("sleeping", true)).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await engine.Client.GetInstanceAsync("later"))!.RuntimeStatus);
    }

    private static TestFunctions Functions() => new TestFunctions()
        .Orchestrator("Chain", async context =>
        {
            context.SetCustomStatus("on its way");
            return await context.CallActivityAsync<string>("Echo", context.GetInput<string>());
        })
        .Orchestrator("Fails", async context => await context.CallActivityAsync<string>("Throws"))
        .Orchestrator("Waits", async context => await context.WaitForExternalEvent<int>("go"))
        .Orchestrator("Works", async context => await context.CallActivityAsync<string>("Slow", context.GetInput<string>()))
        .Orchestrator("Sleeps", async context =>
        {
            await context.CreateTimer(DateTime.UnixEpoch, CancellationToken.None);
            return "slept";
        })
        .Echo("Echo")
        .Activity("Throws", _ => Task.FromResult<object?>("thrown no more"))
        .Activity("Slow", _ => Task.FromResult<object?>("slow"));

    private Task<int> VersionAsync() => ReadAsync("SELECT MAX(version) FROM schema_version");

    private async Task<int> ReadAsync(string sql)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(_directory.Path, "durable.db")};Pooling=False");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt32(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
