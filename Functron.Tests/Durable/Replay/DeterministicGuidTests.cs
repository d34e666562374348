using Functron.Hosting.Durable.Replay;

namespace Functron.Tests.Durable.Replay;

public sealed class DeterministicGuidTests
{
    [Fact]
    public void The_same_execution_and_count_give_the_same_id_and_others_give_others()
    {
        var ids = new[] { ("a", 0), ("a", 1), ("b", 0), ("a", 256) }.Select(of => DeterministicGuid.Make(of.Item1, of.Item2)).ToList();

        Assert.Equal(ids[0], DeterministicGuid.Make("a", 0));
        Assert.Equal(4, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(8, id.Version));
    }
}
