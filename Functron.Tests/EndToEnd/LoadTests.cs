using System.Diagnostics;
using System.Net;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class LoadTests(EndToEndHost host)
{
    // How long a hundred take is the machine's affair. That one is answered at least every so often is Functron's.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(90);

    [Fact(Timeout = 1_200_000)]
    public async Task A_hundred_requests_eight_at_a_time_get_a_hundred_right_answers_and_leave_nothing()
    {
        var before = await EngineListing.TakeAsync();
        var right = 0;
        using var stalled = new CancellationTokenSource(Pause);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 100),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) =>
            {
                var began = Stopwatch.StartNew();
                try
                {
                    var (status, answer) = await host.Client.ExecAsync(
                        Api.Request($"cat; exit {i % 3}", $"load-{i}", stdin: $"request {i}")).WaitAsync(stalled.Token);
                    Assert.True(status == HttpStatusCode.OK,
                        $"{status}: {answer.Text("BuildContextStdout")}{answer.Text("BuildContextStderr")} {answer}");
                    Assert.Equal($"request {i}", answer.Text("CmdOut"));
                    Assert.Equal(i % 3, answer.GetProperty("ExitCode").GetInt32());
                }
                catch (OperationCanceledException)
                {
                    Assert.Fail(
                        $"load-{i} has waited for {began.Elapsed.TotalSeconds:0} s, "
                        + $"and no other was answered in the last {Pause.TotalSeconds:0}: {LastOf(host.Functron.Log)}");
                }

                Interlocked.Increment(ref right);
                stalled.CancelAfter(Pause);
            });

        Assert.Equal(100, right);
        await before.AssertIsBackAsync();
    }

    private static string LastOf(string log) => log[Math.Max(0, log.Length - 8_000)..];
}
