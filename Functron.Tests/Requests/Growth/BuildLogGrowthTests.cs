using Functron.Execution.Build;
using Functron.Execution.Engine;

namespace Functron.Tests.Requests.Growth;

public sealed class BuildLogGrowthTests
{
    private const int HalfOfIt = 0;

    [Theory]
    [InlineData("x", 10_000)]
    [InlineData("a line\n", 10_000)]
    [InlineData("a line\n", 100_000_000)]
    [InlineData("a line\n", HalfOfIt)]
    [InlineData("\n", 1)]
    [InlineData("no line's end, and long enough to fill the whole of the room that there is for the tail of such a log", 100)]
    public void Keeping_a_log_takes_work_in_proportion_to_its_length(string message, int room) =>
        Growth.Check($"{room} times {message.Trim()}", 64 * 1024, length => length / message.Length, count =>
        {
            var log = new BuildLog(room == HalfOfIt ? count * message.Length / 2 : room);
            log.BeginBuild();
            for (var i = 0; i < count; i++)
                log.Report(new BuilderMessage(message, null));
            Assert.InRange(log.Text.Length, 1, count * message.Length + 1000);
        }, mostBytesPerUnit: 300);
}
