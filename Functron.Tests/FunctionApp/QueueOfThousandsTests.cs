using System.Diagnostics;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Functron.FunctionApp.Orchestration;
using Microsoft.DurableTask.Client;
using Xunit.Abstractions;

namespace Functron.Tests.FunctionApp;

/// <summary>Thousands of invocations wait, most of them for a place among the activities, where nothing of them has begun.</summary>
public sealed class QueueOfThousandsTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Slots = 4;
    private const int Places = 256;

    private readonly QueueOfThousands _queue = new(Slots, Places);

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    [Fact(Timeout = 240_000)]
    public async Task Whichever_is_cancelled_ends_within_a_second_and_none_of_them_begins()
    {
        const int Waiting = 5000;
        await _queue.StartAsync();
        var running = await AcceptAsync(Slots);
        while (_queue.Engine.Running.Count < Slots)
            await Task.Delay(10);
        var ids = await AcceptAsync(Waiting);
        await _queue.UntilQueuedAsync(ids);

        // Nothing of what waits is to wake up: the timers are those of what runs.
        Assert.InRange(_queue.Durable.Timers.Count, 0, Slots);
        var reads = _queue.Engine.Calls;

        var took = new List<TimeSpan>();
        foreach (var id in (string[])[ids[^1], ids[Waiting / 2], ids[Places / 2], ids[0]])
        {
            took.Add(await CancelAsync(id));
            output.WriteLine($"cancelled, number {ids.IndexOf(id)} of {Waiting}: {took[^1].TotalMilliseconds:0} ms");
            await AssertCancelledAsync(id);
        }

        Assert.True(took.Min() < TimeSpan.FromSeconds(1), $"the fastest took {took.Min()}");
        output.WriteLine($"engine calls of four cancels: {_queue.Engine.Calls - reads}");

        var asked = Stopwatch.GetTimestamp();
        await Task.WhenAll(ids.Where(id => id != ids[^1] && id != ids[Waiting / 2] && id != ids[Places / 2] && id != ids[0])
            .Select(_queue.CancelAsync));
        foreach (var id in ids)
            await AssertCancelledAsync(id);
        output.WriteLine($"all: {Stopwatch.GetElapsedTime(asked).TotalMilliseconds:0} ms");
        Assert.Equal(Slots, _queue.Engine.Runs.Count);

        // What runs went on all the while.
        await EndAsync(running);
    }

    [Fact(Timeout = 240_000)]
    public async Task What_is_terminated_ends_as_soon()
    {
        await _queue.StartAsync();
        var running = await AcceptAsync(Slots);
        while (_queue.Engine.Running.Count < Slots)
            await Task.Delay(10);
        var ids = await AcceptAsync(2 * Places);
        await _queue.UntilQueuedAsync(ids);

        foreach (var id in (string[])[ids[^1], ids[0]])
        {
            await _queue.Durable.Client.TerminateInstanceAsync(id);
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await _queue.Durable.Client.GetInstanceAsync(id))!.RuntimeStatus);
        }

        await EndAsync(running);
        Assert.Equal(Slots, _queue.Engine.Runs.Take(Slots).Distinct().Count());
    }

    [Fact(Timeout = 240_000)]
    public async Task After_a_restart_they_run_in_the_order_of_their_arrival()
    {
        const int Waiting = 1000;
        await _queue.StartAsync();
        var running = await AcceptAsync(Slots);
        while (_queue.Engine.Running.Count < Slots)
            await Task.Delay(10);
        var ids = await AcceptAsync(Waiting);
        await _queue.UntilQueuedAsync(ids);
        var questions = _queue.Engine.ContainerLists;
        // As long as a real one takes: those that come meanwhile ask together.
        _queue.Engine.BeforeList = () => Task.Delay(50);

        await _queue.RestartAsync();

        // Those that ran are found again; the rest is asked for together. How many come in 50 ms is the machine's affair.
        while (_queue.Get<RunSlots>().AreTaken is false)
            await Task.Delay(10);
        await EndAsync(running);
        Assert.InRange(_queue.Engine.ContainerLists - questions, 1, Waiting / 10);
        for (var ended = 0; ended < 200; ended++)
        {
            while (_queue.Engine.Running.Count == 0)
                await Task.Delay(1);
            _queue.Engine.End(_queue.Engine.Running[0]);
        }

        var order = _queue.Engine.Instances.Skip(Slots).Take(200).Select(id => ids.IndexOf(id)).ToList();
        output.WriteLine(string.Join(' ', order));
        Assert.All(order.Index(), started => Assert.InRange(started.Item - started.Index, -Places, Places / 4));
    }

    private async Task<List<string>> AcceptAsync(int count)
    {
        var ids = new List<string>();
        foreach (var batch in Enumerable.Range(0, count).Chunk(200))
            ids.AddRange(await Task.WhenAll(batch.Select(_ => _queue.AcceptAsync())));
        return ids;
    }

    private async Task<TimeSpan> CancelAsync(string id)
    {
        var asked = Stopwatch.GetTimestamp();
        await _queue.CancelAsync(id);
        await _queue.Durable.Client.WaitForInstanceCompletionAsync(id);
        return Stopwatch.GetElapsedTime(asked);
    }

    private async Task AssertCancelledAsync(string id)
    {
        var instance = await _queue.Durable.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal((OrchestrationRuntimeStatus.Completed, true), (
            instance.RuntimeStatus, instance.ReadOutputAs<InvocationOutcome>()!.Cancelled));
        Assert.Equal(Ending.Cancelled, (await _queue.Results.ReadAsync(id, CancellationToken.None))!.Ending);
    }

    private async Task EndAsync(List<string> ids)
    {
        foreach (var run in _queue.Engine.Runs.Take(Slots))
            _queue.Engine.End(run);
        foreach (var id in ids)
            Assert.Equal(0, (await _queue.Durable.Client.WaitForInstanceCompletionAsync(id, true))
                .ReadOutputAs<InvocationOutcome>()!.ExitCode);
    }
}
