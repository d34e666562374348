using Functron.Hosting.Durable.Storage;

using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Storage;

/// <summary>
/// A database with the schema of an earlier version (<c>durable-1.db</c> and so on): its ended instances are read, its open ones go on.
/// </summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private readonly EngineDirectory _directory = new();

    public static TheoryData<int> Versions => [.. Enumerable.Range(1, Migrations.Scripts.Count - 1)];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _directory.DisposeAsync().AsTask();

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Versions))]
    public async Task It_is_of_its_version_before_and_of_the_latest_after(int version)
    {
        await TakeAsync(version);
        Assert.Equal(version, await VersionAsync());
        await using (await _directory.StartAsync(Functions()))
        {
        }

        // It keeps track of its free pages from now on, if it did not before.
        const int Incremental = 2;
        Assert.Equal((Migrations.Scripts.Count, Incremental), (await VersionAsync(), await ReadAsync("PRAGMA auto_vacuum")));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_first_version_did_not_keep_track_of_free_pages()
    {
        await TakeAsync(1);
        Assert.Equal(0, await ReadAsync("PRAGMA auto_vacuum"));
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Versions))]
    public async Task What_had_ended_is_as_it_was(int version)
    {
        await TakeAsync(version);
        var engine = await _directory.StartAsync(Functions());
        var completed = (await engine.Client.GetInstanceAsync("completed", true))!;
        Assert.Equal((OrchestrationRuntimeStatus.Completed, "a"), (completed.RuntimeStatus, completed.ReadOutputAs<string>()));
        Assert.Equal("on its way", completed.ReadCustomStatusAs<string>());
        var failed = (await engine.Client.GetInstanceAsync("failed", true))!;
        Assert.Contains("no zone", failed.FailureDetails!.InnerFailure!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("enough", (await engine.Client.GetInstanceAsync("terminated", true))!.ReadOutputAs<string>());
        Assert.Empty(completed.Tags);
        var history = (await engine.GetHistoryAsync("completed"))!;
        Assert.Contains(history.Events, e => e.EventType == "TaskCompleted" && e.FunctionName == "Echo");
        Assert.Equal(1, (await engine.Client.PurgeInstanceAsync("completed")).PurgedInstanceCount);

        await engine.Client.RewindInstanceAsync("failed", "mended");
        Assert.Equal("thrown no more", (await engine.Client.WaitForInstanceCompletionAsync("failed", true)).ReadOutputAs<string>());
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Versions))]
    public async Task What_had_not_ended_goes_on(int version)
    {
        await TakeAsync(version);

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

    [Fact(Timeout = 120_000)]
    public async Task A_parent_hears_of_its_child()
    {
        await TakeAsync(2);
        var engine = await _directory.StartAsync(Functions());
        await engine.Client.RaiseEventAsync("child", "go", 6);
        Assert.Equal(6, (await engine.Client.WaitForInstanceCompletionAsync("parent", true)).ReadOutputAs<int>());
    }

    private async Task TakeAsync(int version)
    {
        await using var stored = typeof(UpgradeTests).Assembly.GetManifestResourceStream($"durable-{version}.db")!;
        await using var file = File.Create(Path.Combine(_directory.Path, "durable.db"));
        await stored.CopyToAsync(file);
    }

    private static TestFunctions Functions() => new TestFunctions()
        .Orchestrator("Chain", async context =>
        {
            context.SetCustomStatus("on its way");
            return await context.CallActivityAsync<string>("Echo", context.GetInput<string>());
        })
        .Orchestrator("Fails", async context => await context.CallActivityAsync<string>("Throws"))
        .Orchestrator("Waits", async context => await context.WaitForExternalEvent<int>("go"))
        .Orchestrator(
            "Calls", async context => await context.CallSubOrchestratorAsync<int>("Waits", null, new TaskOptions().WithInstanceId("child")))
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
