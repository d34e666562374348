using Functron.Hosting.Durable.Dispatch.Live;

namespace Functron.Tests.Durable.Dispatch;

public sealed class HotHistoriesTests
{
    private readonly HotHistories _hot = new(2);
    private readonly LiveState _first = Of("first");
    private readonly LiveState _second = Of("second");
    private readonly LiveState _third = Of("third");

    [Fact]
    public void The_instance_whose_turn_is_longest_ago_loses_its_history()
    {
        _hot.Touch(_first);
        _hot.Touch(_second);
        _hot.Touch(_first);
        _hot.Touch(_third);

        Assert.NotNull(_first.History);
        Assert.Null(_second.History);
        Assert.NotNull(_third.History);
    }

    [Fact]
    public void Many_turns_of_one_instance_cost_none_its_history()
    {
        _hot.Touch(_first);
        for (var turn = 0; turn < 10; turn++)
            _hot.Touch(_second);

        Assert.NotNull(_first.History);
        Assert.NotNull(_second.History);
    }

    [Fact]
    public void An_ended_instance_takes_no_place()
    {
        _hot.Touch(_first);
        _hot.Touch(_second);
        _hot.Forget(_second);
        _hot.Touch(_third);

        Assert.NotNull(_first.History);
    }

    private static LiveState Of(string id) => new(new LiveInstance(id, "name"), key: 1) { History = [] };
}
