using Functron.Execution.Payloads;
using Functron.FunctionApp.Instances;
using Functron.FunctionApp.Orchestration;
using Functron.FunctionApp.Sweeping;
using Functron.Hosting.Durable;
using Functron.Tests.Durable;
using Functron.Tests.Payloads;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.FunctionApp.Sweeping;

/// <summary>Payloads go with their instance, and nothing else does; the instances are those of a real engine.</summary>
public sealed class ForgottenFoldersTests : IAsyncLifetime
{
    private readonly EngineDirectory _engines = new();
    private readonly StoreFolder _files = new();
    private readonly ManualClock _clock = new();
    private FilePayloadStore _payloads = null!;
    private DurableEngine _engine = null!;
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        _payloads = _files.Open();
        _engine = await _engines.StartAsync(
            new TestFunctions()
                .Orchestrator("Ends", _ => Task.FromResult<object?>(null))
                .Orchestrator("Waits", async context => await context.WaitForExternalEvent<string>("go")),
            clock: _clock);
        _services = new ServiceCollection().AddSingleton(_engine.Client).BuildServiceProvider();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _engines.DisposeAsync();
        _files.Dispose();
    }

    [Fact(Timeout = 120_000)]
    public async Task Payloads_of_a_purged_instance_go_at_the_second_look()
    {
        var folders = await FoldersAsync();
        var (ended, open) = (await StartAsync("Ends"), await StartAsync("Waits"));
        await folders.LookAsync(CancellationToken.None);
        await _engine.Client.PurgeInstanceAsync(ended);

        await folders.LookAsync(CancellationToken.None);
        await AssertKeptAsync(ended, open);
        await folders.LookAsync(CancellationToken.None);

        await AssertKeptAsync(open);
        Assert.DoesNotContain(_files.Files(), file => file.Contains(ended, StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task Payloads_go_after_the_instances_that_retention_forgets()
    {
        var folders = await FoldersAsync();
        var ended = await StartAsync("Ends");
        _clock.Advance(TimeSpan.FromDays(8));
        while (await _engine.Client.GetInstanceAsync(ended) is not null)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(5);
        }

        await folders.LookAsync(CancellationToken.None);
        await folders.LookAsync(CancellationToken.None);

        await AssertKeptAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_restarted_instance_keeps_the_payloads_of_the_first()
    {
        var folders = await FoldersAsync();
        var first = await StartAsync("Ends");
        var second = await _engine.Client.RestartAsync(first, restartWithNewInstanceId: true);
        await _engine.Client.WaitForInstanceCompletionAsync(second);
        await _engine.Client.PurgeInstanceAsync(first);

        for (var look = 0; look < 3; look++)
            await folders.LookAsync(CancellationToken.None);
        await AssertKeptAsync(first);

        await _engine.Client.PurgeInstanceAsync(second);
        await folders.LookAsync(CancellationToken.None);
        await folders.LookAsync(CancellationToken.None);
        await AssertKeptAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_request_that_is_being_received_is_never_touched()
    {
        var folders = await FoldersAsync();
        var id = NewId();
        await KeepAsync(PayloadKeys.Tar(id));

        for (var look = 0; look < 3; look++)
            await folders.LookAsync(CancellationToken.None);

        await AssertKeptAsync(id);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_request_that_is_accepted_and_started_between_two_looks_is_not_touched()
    {
        var folders = await FoldersAsync();
        var id = await AcceptAsync();
        await folders.LookAsync(CancellationToken.None);

        await ScheduleAsync("Waits", id);
        for (var look = 0; look < 3; look++)
            await folders.LookAsync(CancellationToken.None);

        await AssertKeptAsync(id);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_request_that_was_accepted_and_never_started_goes_at_the_second_look()
    {
        var folders = await FoldersAsync();
        await AcceptAsync();

        await folders.LookAsync(CancellationToken.None);
        await folders.LookAsync(CancellationToken.None);

        await AssertKeptAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task What_was_there_at_the_start_and_is_unknown_goes_at_the_first_look()
    {
        await KeepAsync(PayloadKeys.Tar(NewId()));
        await AcceptAsync();
        var open = await StartAsync("Waits");
        var folders = await FoldersAsync();

        await folders.LookAsync(CancellationToken.None);

        await AssertKeptAsync(open);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_result_without_a_request_goes_with_its_instance_too()
    {
        var folders = await FoldersAsync();
        await KeepAsync(PayloadKeys.Result(NewId()));

        await folders.LookAsync(CancellationToken.None);
        await folders.LookAsync(CancellationToken.None);

        await AssertKeptAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Names_that_the_gate_does_not_give_are_left_alone()
    {
        await KeepAsync(PayloadKeys.Request("somebodys-own"));
        var folders = await FoldersAsync();

        for (var look = 0; look < 3; look++)
            await folders.LookAsync(CancellationToken.None);

        await AssertKeptAsync("somebodys-own");
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_a_client_nothing_is_known_to_be_forgotten()
    {
        var id = await AcceptAsync();
        using var none = new ServiceCollection().BuildServiceProvider();
        var instances = new InstanceDirectory(none);
        var folders = new ForgottenFolders(_payloads, instances, NullLogger<ForgottenFolders>.Instance);
        await folders.BeginAsync(CancellationToken.None);

        await folders.LookAsync(CancellationToken.None);
        await AssertKeptAsync(id);

        // From then on it is; what was there at the start still is what goes at once.
        instances.Use(_engine.Client);
        await folders.LookAsync(CancellationToken.None);
        await AssertKeptAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task One_that_cannot_be_removed_keeps_none_of_the_others()
    {
        var (held, other) = (await AcceptAsync(), await AcceptAsync());
        var folders = new ForgottenFolders(
            new Holding(_payloads, held), new InstanceDirectory(_services), NullLogger<ForgottenFolders>.Instance);
        await folders.BeginAsync(CancellationToken.None);

        await folders.LookAsync(CancellationToken.None);

        await AssertKeptAsync(held);
        Assert.NotEqual(held, other);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_service_looks_again_while_it_runs()
    {
        using var service = new ForgottenFoldersService(
            await FoldersAsync(), _clock, NullLogger<ForgottenFoldersService>.Instance);
        await service.StartAsync(CancellationToken.None);
        var id = await StartAsync("Ends");
        await _engine.Client.PurgeInstanceAsync(id);

        while ((await _payloads.ListAsync(PayloadKeys.Instances, CancellationToken.None)).Count > 0)
        {
            _clock.Advance(TimeSpan.FromMinutes(10));
            await Task.Delay(5);
        }

        await AssertKeptAsync();
        await service.StopAsync(CancellationToken.None);
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private async Task<ForgottenFolders> FoldersAsync()
    {
        var folders = new ForgottenFolders(_payloads, new InstanceDirectory(_services), NullLogger<ForgottenFolders>.Instance);
        await folders.BeginAsync(CancellationToken.None);
        return folders;
    }

    private async Task<string> StartAsync(string name)
    {
        var id = await AcceptAsync();
        await ScheduleAsync(name, id);
        return id;
    }

    private async Task ScheduleAsync(string name, string id)
    {
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync(
            name, new InvocationTicket(id, "fn", 1), new StartOrchestrationOptions(id));
        if (name == "Ends")
            await _engine.Client.WaitForInstanceCompletionAsync(id);
    }

    private async Task<string> AcceptAsync()
    {
        var id = NewId();
        await KeepAsync(PayloadKeys.Tar(id));
        await KeepAsync(PayloadKeys.Request(id));
        return id;
    }

    private Task KeepAsync(string key) => _payloads.TryCreateAsync(key, "content"u8.ToArray(), CancellationToken.None);

    private async Task AssertKeptAsync(params string[] ids) =>
        Assert.Equal(ids.Order(), (await _payloads.ListAsync(PayloadKeys.Instances, CancellationToken.None)).Order());

    /// <summary>A folder that the medium does not let go.</summary>
    private sealed class Holding(IPayloadStore inner, string held) : IPayloadStore
    {
        public PayloadWriter Create(string key) => inner.Create(key);

        public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            inner.TryCreateAsync(key, content, cancellationToken);

        public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => inner.OpenReadAsync(key, cancellationToken);

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
            key == PayloadKeys.Instance(held) ? throw new IOException("held") : inner.DeleteAsync(key, cancellationToken);

        // The held one first.
        public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            [.. (await inner.ListAsync(prefix, cancellationToken)).OrderBy(name => name == held ? 0 : 1)];
    }
}
