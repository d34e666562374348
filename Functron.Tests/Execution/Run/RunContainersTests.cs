using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Tests.Durable;
using Functron.Tests.Execution.Engine;
using Functron.Tests.Payloads;

namespace Functron.Tests.Execution.Run;

public sealed class RunContainersTests
{
    private readonly ScriptedEngine _engine = new();
    private readonly InstallationId _installation = new(new MemoryStore());
    private readonly ManualClock _clock = new();
    private readonly RunContainers _containers;

    public RunContainersTests() => _containers = new RunContainers(_engine, _installation, _clock);

    [Fact(Timeout = 120_000)]
    public async Task However_many_ask_at_a_time_the_engine_is_asked_twice_at_most()
    {
        await CreateAsync("run-7");
        var answer = new TaskCompletionSource();
        _engine.BeforeList = () => answer.Task;
        var first = _containers.HasAsync("run-0", null, CancellationToken.None);
        while (_engine.ContainerLists == 0)
            await Task.Yield();
        var others = Enumerable.Range(1, 1000).Select(n => _containers.HasAsync($"run-{n}", null, CancellationToken.None)).ToList();
        answer.SetResult();

        Assert.False(await first);
        Assert.Equal([7], (await Task.WhenAll(others)).Index().Where(has => has.Item).Select(has => has.Index + 1));
        Assert.Equal(2, _engine.ContainerLists);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_list_that_was_under_way_answers_no_later_question()
    {
        var answer = new TaskCompletionSource();
        _engine.BeforeList = () => answer.Task;
        var earlier = _containers.HasAsync("run-1", null, CancellationToken.None);
        while (_engine.ContainerLists == 0)
            await Task.Yield();
        var later = _containers.HasAsync("run-1", null, CancellationToken.None);
        answer.SetResult();
        await earlier;
        await CreateAsync("run-1");
        Assert.True(await _containers.HasAsync("run-1", null, CancellationToken.None));
        await later;
    }

    [Fact(Timeout = 120_000)]
    public async Task That_it_cannot_be_asked_is_told_to_each_and_the_next_asks_again()
    {
        _engine.BeforeList = () => throw new EngineUnreachableException("unix:///nowhere", "The engine is away.");
        foreach (var asked in Enumerable.Range(0, 3).Select(n => _containers.HasAsync($"run-{n}", null, CancellationToken.None)).ToList())
            await Assert.ThrowsAsync<EngineUnreachableException>(() => asked);
        _engine.BeforeList = () => Task.CompletedTask;
        Assert.False(await _containers.HasAsync("run-1", null, CancellationToken.None));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_list_that_is_newer_than_what_it_is_for_will_do()
    {
        var takenUp = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        for (var n = 0; n < 100; n++)
            Assert.False(await _containers.HasAsync($"run-{n}", takenUp, CancellationToken.None));
        Assert.Equal(1, _engine.ContainerLists);

        // Of what was taken up later, another one may have made something meanwhile.
        await CreateAsync("run-1");
        Assert.True(await _containers.HasAsync("run-1", _clock.GetTimestamp(), CancellationToken.None));
        Assert.True(await _containers.HasAsync("run-1", null, CancellationToken.None));
        Assert.Equal(3, _engine.ContainerLists);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_list_that_failed_is_no_answer_to_later_questions()
    {
        var takenUp = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _engine.BeforeList = () => throw new EngineUnreachableException("unix:///nowhere", "The engine is away.");
        await Assert.ThrowsAsync<EngineUnreachableException>(() => _containers.HasAsync("run-1", takenUp, CancellationToken.None));
        _engine.BeforeList = () => Task.CompletedTask;
        Assert.False(await _containers.HasAsync("run-1", takenUp, CancellationToken.None));
    }

    private async Task CreateAsync(string runId) => await _engine.CreateContainerAsync(
        new ContainerSpec(
            $"container-of-{runId}",
            "image",
            new Dictionary<string, string>
            {
                [Labels.Run] = runId,
                [Labels.Instance] = $"instance-of-{runId}",
                [Labels.Installation] = await _installation.GetAsync(CancellationToken.None),
            },
            false,
            0,
            new ContainerLimits(0, 0, 0, 0, [], true),
            "none"),
        CancellationToken.None);
}
