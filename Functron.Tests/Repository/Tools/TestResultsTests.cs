using Functron.TestResults;

namespace Functron.Tests.Repository.Tools;

/// <summary>How <c>./test.sh</c> adds up the results of its test runs.</summary>
public sealed class TestResultsTests : IDisposable
{
    private const string Passed = """<UnitTestResult testName="A.Passes" outcome="Passed" />""";
    private const string Failed = """
        <UnitTestResult testName="A.Fails(text: &quot;&lt;&quot;)" outcome="Failed">
          <Output><ErrorInfo><Message>Expected: 1</Message><StackTrace>at A.Fails()</StackTrace></ErrorInfo></Output>
        </UnitTestResult>
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("functron-results-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Runs_are_added_up()
    {
        Write("first", 0, Passed + Passed);
        Write("second", 0, Passed);
        Assert.Equal("\n3 passed, 0 failed\n", Report());
    }

    [Fact]
    public void A_failed_test_is_told_with_message_and_trace()
    {
        Write("run", 1, Passed + Failed);
        Assert.Equal(
            """

            == what failed
            not ok - A.Fails(text: "<")
                Expected: 1
                at A.Fails()

            1 passed, 1 failed

            """,
            Report());
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("Error")]
    [InlineData("Timeout")]
    [InlineData("Aborted")]
    public void Whatever_neither_passed_nor_was_skipped_has_failed(string outcome)
    {
        Write("run", 1, $"""<UnitTestResult testName="A" outcome="{outcome}" />""");
        Assert.EndsWith("0 passed, 1 failed\n", Report(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_skipped_test_is_named_with_its_reason_and_counts_nowhere()
    {
        Write("run", 0, Passed + """
            <UnitTestResult testName="A.Skipped" outcome="NotExecuted">
              <Output><ErrorInfo><Message>It needs gcc.</Message></ErrorInfo></Output>
            </UnitTestResult>
            """);
        Assert.Equal("skipped: A.Skipped: It needs gcc.\n\n1 passed, 0 failed\n", Report());
    }

    [Fact]
    public void A_failure_of_a_fixture_counts_although_no_test_failed()
    {
        Write("run", 1, Passed, "[xUnit.net 00:00:09.10] A.Other [FAIL]", "[xUnit.net 00:00:09.11] [Test Class Cleanup Failure (A)]: Left",
            "  at B()");
        Assert.Equal(
            """

            == what failed
            not ok - [xUnit.net 00:00:09.11] [Test Class Cleanup Failure (A)]: Left
                at B()

            1 passed, 1 failed

            """,
            Report());
    }

    [Fact]
    public void A_run_that_breaks_off_fails()
    {
        Write("run", 137, Passed);
        Assert.Contains("'run' ended with 137 and names no failed test: it broke off", Report(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("<TestRun")]
    public void A_run_without_results_fails_even_if_it_ends_with_0(string? trx)
    {
        File.WriteAllText(Path("run.status"), "0\n");
        if (trx is not null)
            File.WriteAllText(Path("run.trx"), trx);
        Assert.EndsWith("0 passed, 1 failed\n", Report(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_failures_count_too()
    {
        Write("run", 0, Passed);
        File.WriteAllText(Path("failures.txt"), "formatting\n");
        Assert.Contains("not ok - formatting", Report(), StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 1 failed\n", Report(), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_without_a_status_are_those_of_a_run_that_has_not_ended()
    {
        Write("ended", 0, Passed);
        Write("other", 0, Passed);
        File.Delete(Path("other.status"));
        Assert.Equal("\n1 passed, 0 failed\n", Report());
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    private string Report()
    {
        var output = new StringWriter { NewLine = "\n" };
        TestResults.Report.Write(Sum.Of(ResultFolder.Read(_folder.FullName)), output);
        return output.ToString();
    }

    private void Write(string name, int status, string results, params string[] messages)
    {
        var infos = messages.Select(message => $"<RunInfo><Text>{message}</Text></RunInfo>");
        File.WriteAllText(Path(name + ".status"), $"{status}\n");
        File.WriteAllText(
            Path(name + ".trx"),
            $"""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <Results>{results}</Results>
              <ResultSummary><RunInfos>{string.Concat(infos)}</RunInfos></ResultSummary>
            </TestRun>
            """);
    }
}
