using System.Threading.Channels;

using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Dispatch.Lanes;
using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.Dispatch.Timers;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Durable.Dispatch;

public sealed class LiveInstancesTests : IDisposable
{
    private static readonly DateTime Now = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly ManualClock _clock = new();
    private readonly Lane<LiveExecution> _turns = new(8, NullLogger.Instance);
    private readonly ActivityLanes _activities = new(8, NullLogger.Instance);
    private readonly TimerQueue _timers;
    private readonly LiveInstances _live;
    private readonly Channel<LiveExecution> _due = Channel.CreateUnbounded<LiveExecution>();
    private readonly Channel<ScheduledActivity> _called = Channel.CreateUnbounded<ScheduledActivity>();

    public LiveInstancesTests()
    {
        _timers = new TimerQueue(_clock);
        _live = new LiveInstances(_turns, _activities, _timers, _clock);
        _activities.Start(activity => _called.Writer.WriteAsync(activity).AsTask());
        _timers.Start(_live.Fire);
    }

    public void Dispose() => _timers.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task However_many_threads_post_one_turn_at_a_time_takes_each_message_once()
    {
        const int Threads = 8;
        const int Each = 500;
        var taken = new List<string>();
        var running = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _turns.Start(async due =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            var turn = _live.Take(due)!;
            await Task.Yield();
            taken.AddRange(turn.Messages.Select(message => message.Event).OfType<EventRaised>().Select(raised => raised.Name));
            Interlocked.Decrement(ref running);
            if (taken.Count == Threads * Each)
                all.TrySetResult();
            _live.Apply(turn, Commit(turn), turn.History ?? []);
        });
        var instance = Begin("one");

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var number = 0; number < Each; number++)
                _live.Post(instance, Event($"{thread} {number:D3}"));
        })));
        await all.Task;

        // What one thread posts stays in its order.
        var expected = Enumerable.Range(0, Threads).SelectMany(
            thread => Enumerable.Range(0, Each).Select(number => $"{thread} {number:D3}"));
        Assert.Equal(expected, taken.OrderBy(name => name[0]));
    }

    [Fact(Timeout = 120_000)]
    public async Task Messages_before_the_start_wait_for_it_and_follow_it()
    {
        CollectTurns();
        var instance = _live.TryReserve(New("one"))!;
        _live.Post(instance, Event("early"));
        Assert.False(_due.Reader.TryPeek(out _));

        _live.Begin(instance);

        var turn = _live.Take(await _due.Reader.ReadAsync())!;
        Assert.Equal([typeof(ExecutionStarted), typeof(EventRaised)], turn.Messages.Select(message => message.Event.GetType()));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_termination_does_not_wait_for_the_time_of_the_start()
    {
        CollectTurns();
        var instance = _live.TryReserve(New("one"))!;
        _live.Begin(instance, Now.AddDays(1));
        Assert.Equal(1, _timers.Count);

        _live.Post(instance, new Message(new ExecutionTerminated(Now, null)));

        var turn = _live.Take(await _due.Reader.ReadAsync())!;
        Assert.Equal([typeof(ExecutionStarted), typeof(ExecutionTerminated)], turn.Messages.Select(message => message.Event.GetType()));
        Assert.Equal(0, _timers.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_id_is_taken_until_it_is_released()
    {
        var instance = _live.TryReserve(New("one"))!;
        var found = _live.FindAsync("one", CancellationToken.None);
        Assert.Null(_live.TryReserve(New("one")));

        _live.Release(instance);

        Assert.Null(await found);
        Assert.NotNull(_live.TryReserve(New("one")));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_next_execution_gets_what_came_during_the_last_turn_but_no_result_of_the_last_execution()
    {
        CollectTurns();
        var instance = Begin("one");
        var first = _live.Take(await _due.Reader.ReadAsync())!;
        _live.Apply(first, Commit(first) with { NewActivities = [new TaskScheduled(Now, 0, "Work", null)] }, []);
        var activity = await _called.Reader.ReadAsync();
        _live.Post(instance, Event("go on"));
        var last = _live.Take(await _due.Reader.ReadAsync())!;
        _live.Post(instance, Event("late"));
        _live.Post(instance, new Message(new TaskCompleted(Now, 7, null)));

        _live.Apply(last, Commit(last) with { Next = new NextExecution(2, "second", null, [], null) }, []);

        Assert.False(_live.PostEnding(activity, new TaskCompleted(Now, 0, null)));
        var next = _live.Take(await _due.Reader.ReadAsync())!;
        Assert.Equal(2, next.Key);
        Assert.Equal([typeof(ExecutionStarted), typeof(EventRaised)], next.Messages.Select(message => message.Event.GetType()));
        Assert.Null(_live.Take(new LiveExecution(instance, last.Key)));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_instance_that_ends_frees_its_id_its_timers_and_when_terminated_its_activities()
    {
        CollectTurns();
        var instance = Begin("one");
        var first = _live.Take(await _due.Reader.ReadAsync())!;
        _live.Apply(
            first,
            Commit(first) with
            {
                NewActivities = [new TaskScheduled(Now, 0, "Work", null)],
                NewTimers = [new TimerCreated(Now, 1, Now.AddDays(1))],
            },
            []);
        var activity = await _called.Reader.ReadAsync();
        Assert.Equal(1, _timers.Count);
        _live.Post(instance, new Message(new ExecutionTerminated(Now, null)));
        var last = _live.Take(await _due.Reader.ReadAsync())!;

        _live.Apply(last, Commit(last) with { Status = OrchestrationRuntimeStatus.Terminated }, []);

        Assert.Equal(0, _timers.Count);
        Assert.False(activity.TryBegin(new CancellationTokenSource()));
        Assert.False(_live.PostEnding(activity, new TaskCompleted(Now, 0, null)));
        Assert.NotNull(_live.TryReserve(New("one")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_turn_that_is_given_back_comes_again_before_what_came_meanwhile()
    {
        CollectTurns();
        var instance = Begin("one");
        var turn = _live.Take(await _due.Reader.ReadAsync())!;
        _live.GiveBack(turn);
        Assert.False(_due.Reader.TryPeek(out _));

        _live.Post(instance, Event("next"));

        var again = _live.Take(await _due.Reader.ReadAsync())!;
        Assert.Equal([typeof(ExecutionStarted), typeof(EventRaised)], again.Messages.Select(message => message.Event.GetType()));
    }

    [Fact(Timeout = 120_000)]
    public async Task After_a_rewinding_the_end_of_an_earlier_call_is_ignored_and_messages_that_came_meanwhile_are_kept()
    {
        CollectTurns();
        Begin("one");
        var first = _live.Take(await _due.Reader.ReadAsync())!;
        _live.Apply(first, Commit(first) with { NewActivities = [new TaskScheduled(Now, 0, "Work", null)], Status = Failed }, []);
        var earlier = await _called.Reader.ReadAsync();

        var place = _live.TryReserve(new StoredInstance(1, "one", "Name", Failed, Now, Now))!;
        _live.Post(new SentMessage("one", null, 5, new EventRaised(Now, "meanwhile", null)));
        Assert.False(_due.Reader.TryPeek(out _));
        Assert.False(_live.PostEnding(earlier, new TaskCompleted(Now, 0, "\"too early\"")));
        var open = new OpenInstance(1, "one", "Name", "execution", null, Turns: 1, null);
        var message = new OpenMessage(1, 4, new EventRaised(Now, "stored", null));
        _live.TakeUp(new StoredExecution(open, [message], [new OpenActivity(1, 0, "Work", null)], []), place);

        Assert.False(_live.PostEnding(earlier, new TaskCompleted(Now, 0, "\"earlier\"")));
        Assert.True(_live.PostEnding(await _called.Reader.ReadAsync(), new TaskCompleted(Now, 0, "\"again\"")));
        var turn = _live.Take(await _due.Reader.ReadAsync())!;
        Assert.Equal(
            ["stored", "meanwhile", "\"again\""],
            turn.Messages.Select(taken => taken.Event switch
            {
                EventRaised raised => raised.Name,
                TaskCompleted done => done.Result,
                _ => taken.Event.GetType().Name,
            }));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_message_stored_for_an_execution_reaches_it_also_when_it_has_failed_and_been_rewound_meanwhile()
    {
        CollectTurns();
        var instance = Begin("one");
        var first = _live.Take(await _due.Reader.ReadAsync())!;
        _live.Apply(first, Commit(first) with { Status = Failed }, []);
        var place = _live.TryReserve(new StoredInstance(1, "one", "Name", Failed, Now, Now))!;
        _live.TakeUp(new StoredExecution(new OpenInstance(1, "one", "Name", "execution", null, Turns: 1, null), [], [], []), place);

        _live.Post(new LiveExecution(instance, 1), Event("late"));

        var turn = _live.Take(await _due.Reader.ReadAsync())!;
        Assert.Equal("late", Assert.IsType<EventRaised>(Assert.Single(turn.Messages).Event).Name);
        _live.Post(new LiveExecution(instance, 2), Event("for another execution"));
        Assert.False(_due.Reader.TryPeek(out _));
        _live.GiveBack(turn);
        _live.Post(new LiveExecution(place, 1), Event("later"));
        Assert.Equal(2, _live.Take(await _due.Reader.ReadAsync())!.Messages.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stop_refuses_all_who_wait()
    {
        var instance = Begin("one");

        _live.RefuseWaiters(new EngineStoppedException());

        await Assert.ThrowsAsync<EngineStoppedException>(() => instance.Begun);
        await Assert.ThrowsAsync<EngineStoppedException>(() => instance.Ended);
    }

    private const OrchestrationRuntimeStatus Failed = OrchestrationRuntimeStatus.Failed;

    private void CollectTurns() => _turns.Start(due => _due.Writer.WriteAsync(due).AsTask());

    private LiveInstance Begin(string id)
    {
        var instance = _live.TryReserve(New(id))!;
        _live.Begin(instance);
        return instance;
    }

    private static NewInstance New(string id) => new(1, id, "Name", "execution", Now, StartAt: null, Input: null);

    private static Message Event(string name) => new(new EventRaised(Now, name, null));

    private static TurnCommit Commit(TakenTurn turn) => new()
    {
        Key = turn.Key,
        Turn = turn.Turns,
        Now = Now,
        Events = [],
        TakenMessages = [],
        EndedActivities = [],
        GoneTimers = [],
        NewActivities = [],
        NewTimers = [],
        Status = OrchestrationRuntimeStatus.Running,
        SetCustomStatus = false,
    };
}
