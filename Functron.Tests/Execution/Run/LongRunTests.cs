using Functron.Execution.Results;
using Functron.Tests.Execution.Engine;

namespace Functron.Tests.Execution.Run;

public sealed class LongRunTests : EngineTest
{
    /// <summary>100 s is where the client library would cut it.</summary>
    [Fact(Timeout = 180_000)]
    [Trait("Category", "Slow")]
    public async Task A_function_may_run_for_more_than_a_hundred_seconds()
    {
        var bench = Start();
        var result = await bench.RunAsync("FROM busybox\nCMD sleep 104; echo end", timeout: 150);
        Assert.Equal((Ending.Exited, 0, "end\n"), (result.Ending, result.ExitCode, await bench.TextAsync(result.Stdout)));
    }
}
