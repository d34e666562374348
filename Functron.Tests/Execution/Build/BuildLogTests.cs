using System.Text;
using Functron.Execution.Build;
using Functron.Execution.Engine;

namespace Functron.Tests.Execution.Build;

public sealed class BuildLogTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void A_log_under_the_cap_is_kept_whole(int lines)
    {
        var text = Lines(1, lines);
        Assert.Equal(text, Logged(10_000, text));
        Assert.Equal(text, Logged(Encoding.UTF8.GetByteCount(text), text));
        Assert.Equal(text, Logged(10_000, [.. text.Select(c => c.ToString())]));
    }

    [Theory]
    [InlineData(400, 1)]
    [InlineData(400, 13)]
    [InlineData(1000, 1_000_000)]
    [InlineData(4096, 100)]
    public void Of_a_longer_one_the_beginning_and_the_end_are_kept_in_whole_lines(int cap, int piece)
    {
        var text = Lines(1, 3000);
        var log = Logged(cap, [.. text.Chunk(piece).Select(chunk => new string(chunk))]);

        var parts = log.Split("\n[");
        Assert.Equal(2, parts.Length);
        var end = parts[1][(parts[1].IndexOf("]\n\n", StringComparison.Ordinal) + 3)..];
        Assert.StartsWith(parts[0], text, StringComparison.Ordinal);
        Assert.EndsWith("\n" + end, text, StringComparison.Ordinal);
        Assert.EndsWith("\n", parts[0], StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(parts[0] + end), cap / 2, cap);

        var missing = text[parts[0].Length..^end.Length];
        Assert.StartsWith(
            $"{missing.Count(c => c == '\n')} lines ({Encoding.UTF8.GetByteCount(missing)} bytes) of the log are not kept]", parts[1],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Of_one_without_lines_whole_characters_are_kept(int cap)
    {
        var log = Logged(cap, [.. Enumerable.Repeat("€", 1000)]);
        Assert.Contains(" of the log are not kept]", log, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', log);
        Assert.InRange(log.Count(c => c == '€'), 0, cap / 3);
    }

    [Fact]
    public void A_build_that_is_tried_again_is_logged_once_behind_its_pulls()
    {
        var log = new BuildLog(10_000);
        log.Report(new BuilderMessage("pulled\n", null));
        log.BeginBuild();
        log.Report(new BuilderMessage("Step 1\n", null));
        log.Report(new BuilderMessage("", "layer does not exist"));
        Assert.Equal(("layer does not exist", true), (log.Error, log.FailedOutsideCommands));

        log.TryAgain("The build failed outside the Dockerfile's own commands; this is the second try.");
        log.Report(new BuilderMessage("Step 1\n", null));
        Assert.Null(log.Error);
        Assert.Equal(
            "pulled\nThe build failed outside the Dockerfile's own commands; this is the second try.\nStep 1\n",
            Encoding.UTF8.GetString(log.Text.Span));
    }

    private static string Lines(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(i => $"line {i} of ünï\n"));

    private static string Logged(int cap, params string[] messages)
    {
        var log = new BuildLog(cap);
        foreach (var message in messages)
            log.Report(new BuilderMessage(message, null));
        // Looking at it changes nothing.
        Assert.Equal(log.Text.ToArray(), log.Text.ToArray());
        return Encoding.UTF8.GetString(log.Text.Span);
    }
}
