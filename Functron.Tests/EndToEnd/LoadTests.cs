using System.Net;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class LoadTests(EndToEndHost host)
{
    [Fact(Timeout = 180_000)]
    public async Task A_hundred_requests_eight_at_a_time_get_a_hundred_right_answers_and_leave_nothing()
    {
        var before = await EngineListing.TakeAsync();
        var right = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 100),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) =>
            {
                var (status, answer) = await host.Client.ExecAsync(Api.Request($"cat; exit {i % 3}", $"load-{i}", stdin: $"request {i}"));
                Assert.True(status == HttpStatusCode.OK, $"{status}: {answer.Text("BuildContextStdout")}{answer.Text("BuildContextStderr")} {answer}");
                Assert.Equal($"request {i}", answer.Text("CmdOut"));
                Assert.Equal(i % 3, answer.GetProperty("ExitCode").GetInt32());
                Interlocked.Increment(ref right);
            });

        Assert.Equal(100, right);
        await before.AssertIsBackAsync();
    }
}
