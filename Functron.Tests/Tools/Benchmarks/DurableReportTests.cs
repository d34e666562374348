using Functron.Benchmarks.Durable;
using Functron.Benchmarks.Measuring;

namespace Functron.Tests.Tools.Benchmarks;

public sealed class DurableReportTests
{
    private static readonly Pace[] Rounds =
        [new([1, 2], TimeSpan.FromSeconds(2)), new([3, 4], TimeSpan.FromSeconds(1)), new([5, 5], TimeSpan.FromSeconds(4))];

    private static readonly (string What, int AtOnce)[] Rows =
        [(DurableRows.BareCommit, 1), (Shapes.Functron, 1), (Shapes.Functron, 64)];

    private readonly Paces _paces = new();

    public DurableReportTests()
    {
        foreach (var (what, atOnce) in Rows)
        {
            foreach (var pace in Rounds)
                _paces.Add(what, atOnce, pace);
        }
    }

    [Fact]
    public void The_table_has_rates_of_rounds_and_times_of_all_calls()
    {
        var output = new StringWriter();

        new ShapeReport(_paces, rounds: 3, "0.10", "0.20", sqlite: "3.50", disk: "ext4").Write(output);

        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("load average 0.10 at the start, 0.20 at the end", lines[1]);
        Assert.Equal("3 rounds, everything once in every round; WAL, synchronous=FULL, on ext4", lines[2]);
        Assert.Equal(
            [
                "|                    | at once | per second | median ms |  p99 ms |",
                "|--------------------|--------:|-----------:|----------:|--------:|",
                "| bare SQLite commit |       1 |        1.0 |      3.50 |    5.00 |",
                "| Functron's shape   |       1 |        1.0 |      3.50 |    5.00 |",
                "| Functron's shape   |      64 |        1.0 |      3.50 |    5.00 |",
                "",
            ],
            lines[6..]);
    }

    [Fact]
    public void Each_number_has_a_line_with_what_is_to_be_reached() => Assert.Equal(
        [
            "",
            "Functron's shape, one instance alone = 3.50 ms (to reach: 3 or less, or the next line)",
            "one instance alone / bare commit = 1.0 (to reach: 9 or less)",
            "Functron's shape, 64 at once = 1 instances/s (to reach: 1,500 or more)",
            "Functron's shape, database per ended instance = 2,154 bytes",
            "64 at once, with 1,000 stored = 2,000 instances/s",
            "64 at once, with 5,000 stored = 1,500 instances/s",
            "with 5,000 stored / with 1,000 = 0.75 (to reach: 1, flat from 1,000 to 100,000)",
            "restart with 1,000 waiting and 7,500 ended, process start to engine started = 0.25 s",
            "restart with 1,000 waiting and 7,500 ended, process start to an event answered = 0.50 s (to reach: 3 or less)",
            "CPU in 1 idle seconds with 1,000 waiting = 0.001 s (to reach: none)",
            "",
        ],
        Write(stored: 5000));

    [Fact]
    public void It_says_when_fewer_instances_were_stored_than_asked_for() => Assert.Contains(
        "64 at once, with 5,000 stored = 1,500 instances/s; 100,000 would have taken more than 2 minutes", Write(stored: 100_000));

    private string[] Write(int stored)
    {
        var output = new StringWriter();
        var restart = new RestartTimes(Started: 0.25, Answered: 0.5, Cpu: 0.001);
        new DurableReport(_paces, Extent.Quick, stored, kept: 5000, ended: 7500, bytes: 2154, few: 2000, many: 1500, restart).Write(output);
        return output.ToString().ReplaceLineEndings("\n").Split('\n');
    }
}
