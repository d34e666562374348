using Functron.Execution.Run.ByLauncher;

namespace Functron.Tests.Execution.Launcher;

public sealed class LaunchStatusTests
{
    private const string Released = "released run-1\n";
    private const string Started = Released + "started 1700000000123456789\n";

    [Theory]
    [InlineData("")]
    [InlineData("released run-1")]
    [InlineData("released run-2\n")]
    [InlineData("\0\0\0\0\n")]
    [InlineData("started 1700000000123456789\n")]
    public void Without_a_whole_release_of_this_run_nothing_counts(string text) =>
        Assert.False(LaunchStatus.Parse(text, "run-1").Released);

    [Fact]
    public void A_line_counts_with_its_newline_only()
    {
        var status = LaunchStatus.Parse(Started + "ended exit 0 0 1 2", "run-1");
        Assert.Equal((true, false), (status.Released, status.IsFinal));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000).AddTicks(1_234_567), status.StartedAt);
    }

    [Theory]
    [InlineData("exit 3 0", 3)]
    [InlineData("exit -1 11", 139)]
    [InlineData("killed -1 9", 137)]
    [InlineData("stopped -1 15", 143)]
    [InlineData("stopped 0 0", 0)]
    [InlineData("deadline -1 9", 137)]
    public void An_end_says_all_that_is_known(string how, int exitCode)
    {
        var end = LaunchStatus.Parse(Started + $"ended {how} 1700000000123456789 1700000001123456789 2500 4096 10 20 1 28\n", "run-1").End!;
        Assert.Equal(how.Split(' ')[0], end.Reason);
        Assert.Equal(exitCode, end.ShellExitCode);
        Assert.Equal(TimeSpan.FromSeconds(1), end.EndedAt - end.StartedAt);
        Assert.Equal((2.5, 4096, 10, 20, 1, 28), (
            end.CpuMilliseconds, end.PeakMemoryBytes, end.StdoutBytes, end.StderrBytes, end.OutOfMemoryKills, end.SpoolError));
    }

    [Fact]
    public void Killed_before_its_start_it_has_no_exit_code()
    {
        var end = LaunchStatus.Parse(Released + "ended killed -1 0 0 1700000001123456789 0 0 0 0 -1 0\n", "run-1").End!;
        Assert.Equal((null, null), (end.StartedAt, end.ShellExitCode));
    }

    [Fact]
    public void A_refusal_names_what_is_concerned() =>
        Assert.Equal(new LaunchRefusal("exec", 2, "/a b\n"), LaunchStatus.Parse(Released + "refused exec 2 2f6120620a\n", "run-1").Refusal);

    [Fact]
    public void A_refusal_says_how_a_program_begins_that_was_not_found_though_it_is_there()
    {
        var status = LaunchStatus.Parse(Released + "refused exec 2 2f61 23212f620d0a\n", "run-1");
        Assert.Equal(new LaunchRefusal("exec", 2, "/a", "#!/b\r\n"), status.Refusal);
    }

    [Fact]
    public void A_refusal_of_nothing_in_particular_has_an_empty_name() =>
        Assert.Equal(new LaunchRefusal("fork", 11, ""), LaunchStatus.Parse(Released + "refused fork 11 \n", "run-1").Refusal);

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "SIGHUP")]
    [InlineData(9, "SIGKILL")]
    [InlineData(11, "SIGSEGV")]
    [InlineData(31, "SIGSYS")]
    [InlineData(34, "SIG34")]
    public void Signals_have_names(int signal, string? name) => Assert.Equal(name, SignalNames.Of(signal));
}
