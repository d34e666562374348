using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Functron.Tests.EndToEnd;

/// <summary>What the embedded host logs, as whoever starts it sees it.</summary>
[Collection(EndToEndCollection.Name)]
public sealed partial class LogTests
{
    private const int Limit = 120_000;
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffzzz";

    [Theory(Timeout = Limit)]
    [InlineData("launcher")]
    [InlineData("engine")]
    public async Task Each_line_begins_with_date_and_time_and_names_the_invocation_beside_the_container(string path)
    {
        await using var functron = await FunctronProcess.StartAsync($"Functron:RunPath={path}");
        var before = DateTimeOffset.UtcNow;
        var (id, container) = await RunAsync(functron);

        var lines = functron.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.All(lines, line => Assert.Matches(LineStart(), line));
        var ofContainer = lines.Where(line => line.Contains(container, StringComparison.Ordinal)).ToList();
        Assert.All(ofContainer, line => Assert.Contains($"{container} (instance {id}): ", line, StringComparison.Ordinal));
        Assert.All(["built in", "started", "exit code 0"], words =>
            Assert.Contains(ofContainer, line => line.Contains(words, StringComparison.Ordinal)));
        Assert.All(ofContainer, line =>
            Assert.InRange(Time(LineStart().Match(line).Groups["time"].Value), before.AddMilliseconds(-1), DateTimeOffset.UtcNow));
    }

    [Fact(Timeout = Limit)]
    public async Task As_json_the_same_are_values_of_their_own()
    {
        await using var functron = await FunctronProcess.StartAsync("Logging:Console:FormatterName=json");
        var before = DateTimeOffset.UtcNow;
        var (id, container) = await RunAsync(functron);

        var lines = functron.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.All(lines, line => Time(line.GetProperty("Timestamp").GetString()!));
        Assert.DoesNotContain("\\u00", functron.Log, StringComparison.Ordinal);
        var ofContainer = lines.Where(
            line => line.GetProperty("State").TryGetProperty("Name", out var name) && name.GetString() == container).ToList();
        Assert.All(ofContainer, line => Assert.Equal(id, line.GetProperty("State").GetProperty("InstanceId").GetString()));
        Assert.All([111, 120, 123], number => Assert.Contains(ofContainer, line => line.GetProperty("EventId").GetInt32() == number));
        Assert.All(ofContainer, line =>
            Assert.InRange(Time(line.GetProperty("Timestamp").GetString()!), before.AddMilliseconds(-1), DateTimeOffset.UtcNow));
    }

    [Fact(Timeout = Limit)]
    public async Task What_a_terminal_would_obey_is_shown_as_its_number()
    {
        await using var functron = await FunctronProcess.StartAsync("Functron:MaxConcurent\u001b[31mRuns=3", "Functron:Max\u202eRuns=3");

        Assert.Contains("MaxConcurent\\u001b[31mRuns is not an option", functron.Log, StringComparison.Ordinal);
        Assert.Contains("Max\\u202eRuns is not an option", functron.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(functron.Log, c => c is '\u001b' or '\u202e');
    }

    [Fact(Timeout = Limit)]
    public async Task A_format_of_ones_own_stays()
    {
        await using var functron = await FunctronProcess.StartAsync("Logging:Console:FormatterOptions:TimestampFormat=[HH] ");

        Assert.StartsWith("[", functron.Log, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task An_option_that_does_not_exist_is_warned_of_and_Functron_starts()
    {
        await using var functron = await FunctronProcess.StartAsync("Functron:MaxConcurentRuns=3", "Host:Retention:Day=3");

        Assert.Contains("warn: ", functron.Log, StringComparison.Ordinal);
        Assert.Contains(
            "Functron:MaxConcurentRuns is not an option of Functron, so it has no effect. The nearest one is Functron:MaxConcurrentRuns ",
                functron.Log, StringComparison.Ordinal);
        Assert.Contains("Host:Retention:Day is not an option of this host, so it has no effect.", functron.Log, StringComparison.Ordinal);
    }

    private static async Task<(string Id, string Container)> RunAsync(FunctronProcess functron)
    {
        var (_, answer) = await functron.Client.ExecAsync(Api.Request("echo hello", "logged"));
        var id = answer.GetProperty("InstanceId").GetString()!;
        await functron.Client.UntilEndedAsync(id);
        // All that it logged is written when it has ended.
        Assert.Equal(0, await functron.StopAsync());
        return (id, answer.GetProperty("TempName").GetString()!);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d) (info|warn): ")]
    private static partial Regex LineStart();
}
