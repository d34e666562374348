using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.Tests.Durable;

namespace Functron.Tests.Payloads;

public sealed class ResultStoreTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("functron-test-").FullName;

    [Fact(Timeout = 120_000)]
    public async Task A_result_reads_back_as_it_was_written()
    {
        var result = SampleResult.Of("instance", "run") with
        {
            Stdout = Payload.OfBytes([1, 2, 3]),
            BuildLog = Payload.Stored("a/b", 20_000),
            ImageId = null,
        };
        Assert.True(await Store().TryWriteAsync(result, CancellationToken.None));
        var read = await Store().ReadAsync("instance", CancellationToken.None);
        Assert.Equal(result.Stdout.Inline, read!.Stdout.Inline);
        Assert.Equal(result with { Stdout = read.Stdout, Stderr = read.Stderr }, read);
    }

    [Fact(Timeout = 120_000)]
    public async Task Timings_are_kept_to_a_tenth_of_a_millisecond()
    {
        var exact = new PhaseTimings { Queue = 441.71630000000005, Build = 0.04, Create = 1.26, Run = 1e6, Total = 0.1 + 0.2 };
        await Store().TryWriteAsync(SampleResult.Of("instance", "run") with { Timings = exact }, CancellationToken.None);
        Assert.Equal(
            new PhaseTimings { Queue = 441.7, Build = 0, Create = 1.3, Run = 1e6, Total = 0.3 },
            (await Store().ReadAsync("instance", CancellationToken.None))!.Timings);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_first_result_of_a_run_stands()
    {
        var store = Store();
        Assert.True(await store.TryWriteAsync(SampleResult.Of("instance", "run"), CancellationToken.None));
        Assert.False(await store.TryWriteAsync(SampleResult.Of("instance", "run") with { ExitCode = 9 }, CancellationToken.None));
        Assert.Equal(0, (await store.ReadAsync("instance", CancellationToken.None))!.ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_new_run_of_the_instance_replaces_the_old_ones_result()
    {
        var store = Store();
        await store.TryWriteAsync(SampleResult.Of("instance", "run-1"), CancellationToken.None);
        Assert.Null(await store.ReadAsync(
            new RunOrder("instance", "run-2", "instance", "f", FunctionTimeout.OfSeconds(1)), CancellationToken.None));
        Assert.True(await store.TryWriteAsync(SampleResult.Of("instance", "run-2"), CancellationToken.None));
        Assert.Equal("run-2", (await store.ReadAsync("instance", CancellationToken.None))!.RunId);
    }

    [Fact(Timeout = 120_000)]
    public async Task Waiting_ends_when_the_result_is_written_here_or_elsewhere()
    {
        var here = Store();
        var elsewhere = Store();
        var waiting = new[] { here.WaitAsync("instance", CancellationToken.None), elsewhere.WaitAsync("instance", CancellationToken.None) };
        Assert.DoesNotContain(waiting, w => w.IsCompleted);
        await here.TryWriteAsync(SampleResult.Of("instance", "run"), CancellationToken.None);
        Assert.All(await Task.WhenAll(waiting), r => Assert.Equal("run", r.RunId));
    }

    [Fact(Timeout = 120_000)]
    public async Task Waiting_ends_at_once_when_the_result_is_there()
    {
        await Store().TryWriteAsync(SampleResult.Of("instance", "run"), CancellationToken.None);
        Assert.Equal("run", (await Store().WaitAsync("instance", CancellationToken.None)).RunId);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_store_that_is_away_for_a_moment_does_not_end_the_waiting()
    {
        var away = new AwayStore(new FilePayloadStore(_directory));
        var store = new ResultStore(away, TimeProvider.System);
        await Store().TryWriteAsync(SampleResult.Of("instance", "run"), CancellationToken.None);
        away.FailReads(3);

        Assert.Equal("run", (await store.WaitAsync("instance", CancellationToken.None)).RunId);
        Assert.Equal(3, away.Failed);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_store_that_stays_away_ends_the_waiting()
    {
        var away = new AwayStore(new FilePayloadStore(_directory));
        var clock = new ManualClock();
        away.FailReads(int.MaxValue);
        var waiting = new ResultStore(away, clock).WaitAsync("instance", CancellationToken.None);
        while (!waiting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<IOException>(() => waiting);
    }

    [Fact(Timeout = 120_000)]
    public async Task Waiting_ends_when_its_caller_goes_away()
    {
        using var gone = new CancellationTokenSource();
        var waiting = Store().WaitAsync("instance", gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private ResultStore Store() => new(new FilePayloadStore(_directory), TimeProvider.System);
}
