using System.Text.Json;
using Functron.Benchmarks.Calls;
using Functron.Benchmarks.Measuring;

namespace Functron.Tests.Tools.Benchmarks;

public sealed class CallReportTests
{
    private readonly Samples _samples = new();

    public CallReportTests()
    {
        foreach (var path in (string[])[CallRows.Launcher, CallRows.Engine])
        {
            Add(CallRows.Request(path), 40, 60, 50);
            Add(CallRows.FromStart(path), -1, 1, 2);
            foreach (var phase in CallRows.Phases)
                Add(CallRows.Phase(path, phase), 1234.56);
        }

        Add(CallRows.DockerRun, 70);
        Add(CallRows.Build, 30);
        Add(CallRows.DockerRunFromStart, 5);
    }

    [Fact]
    public void It_has_a_table_of_times_a_table_of_phases_and_the_ratios()
    {
        var lines = Write(whyNoLauncher: null);

        Assert.Equal($"{Environment.ProcessorCount} cores, Docker 28.1 (overlay2), Linux 6.1", lines[0]);
        Assert.Equal("load average 0.10 at the start, 0.20 at the end", lines[1]);
        Assert.Equal("2 rounds, each way once in every round; milliseconds", lines[2]);
        Assert.Equal(
            [
                "|                                      |     p10 |  median |     p90 |",
                "|--------------------------------------|--------:|--------:|--------:|",
                "| request to answer, launcher path     |    42.0 |    50.0 |    58.0 |",
                "| request to answer, engine path       |    42.0 |    50.0 |    58.0 |",
                "| docker run --rm -i, whole command    |    70.0 |    70.0 |    70.0 |",
                "| build call                           |    30.0 |    30.0 |    30.0 |",
                "| started to answer, launcher path     |    -0.6 |     1.0 |     1.8 |",
                "| started to answer, engine path       |    -0.6 |     1.0 |     1.8 |",
                "| started to returned, docker run      |     5.0 |     5.0 |     5.0 |",
                "",
                "Started is when the engine's event says so; an answer that was there before counts below zero.",
                "",
                "| medians of |   Queue |   Build |  Create |   Start |     Run |   Total |",
                "|------------|--------:|--------:|--------:|--------:|--------:|--------:|",
                "| launcher   |  1234.6 |  1234.6 |  1234.6 |  1234.6 |  1234.6 |  1234.6 |",
                "| engine     |  1234.6 |  1234.6 |  1234.6 |  1234.6 |  1234.6 |  1234.6 |",
                "",
                "launcher path / (docker run + build call) = 0.50 (to reach: 0.80 or less)",
                "engine path / (docker run + build call) = 0.50",
                "",
            ],
            lines[6..]);
    }

    [Fact]
    public void Where_the_launcher_was_left_out_it_says_why_and_has_the_other_way_alone()
    {
        var lines = Write(whyNoLauncher: "the trial failed");

        Assert.Equal("the launcher path is left out: the trial failed", lines[5]);
        Assert.Equal(1, lines.Count(line => line.Contains("launcher", StringComparison.Ordinal)));
        Assert.Contains("engine path / (docker run + build call) = 0.50", lines);
    }

    private void Add(string name, params double[] milliseconds)
    {
        foreach (var value in milliseconds)
            _samples.Add(name, TimeSpan.FromMilliseconds(value));
    }

    private string[] Write(string? whyNoLauncher)
    {
        var engine = JsonDocument.Parse("""{"ServerVersion":"28.1","Driver":"overlay2","KernelVersion":"6.1"}""").RootElement;
        var output = new StringWriter();
        new CallReport(_samples, engine, rounds: 2, "0.10", "0.20", whyNoLauncher).Write(output);
        return output.ToString().ReplaceLineEndings("\n").Split('\n');
    }
}
