using Functron.Execution.Engine;
using Functron.Execution.Run;
using Functron.Execution.Run.ByEngine;
using Functron.Execution.Run.Stopping;

namespace Functron.Tests.Execution.Run;

public sealed class RunPlanTests
{
    [Theory]
    [InlineData("Created", false, false, null, "StartOver")]
    [InlineData("Created", false, true, null, "StartOver")]
    [InlineData("Created", true, true, null, "StartOver")]
    [InlineData("Removing", true, false, null, "StartOver")]
    [InlineData("Running", true, false, null, "Reattach")]
    [InlineData("Running", true, true, null, "NewAttempt")]
    [InlineData("Running", true, true, nameof(StopReason.Cancel), "Reattach")]
    [InlineData("Exited", true, false, null, "Collect")]
    [InlineData("Exited", true, true, null, "NewAttempt")]
    [InlineData("Exited", true, true, nameof(StopReason.Timeout), "Collect")]
    [InlineData("Exited", false, false, null, "StartOver")]
    public void What_is_left_decides_how_a_run_goes_on(string phase, bool started, bool stdinIncomplete, string? intent, string plan)
    {
        var at = started ? DateTimeOffset.UnixEpoch : (DateTimeOffset?)null;
        var container = new ContainerSnapshot(
            "id", Enum.Parse<ContainerPhase>(phase), 0, false, 0, at, at, new Dictionary<string, string>());
        Assert.Equal(plan, RunPlans.For(container, stdinIncomplete, intent is null ? null : Enum.Parse<StopReason>(intent)).ToString());
    }

    [Theory]
    [InlineData(10, 1000, false)]
    [InlineData(1, 64L * 1024 * 1024, true)]
    [InlineData(2_000_000, 2_000_000, true)]
    [InlineData(100_000, 20L * 1024 * 1024, false)]
    public void A_log_that_fills_a_file_may_have_lost_its_head(long entries, long bytes, bool lost) =>
        Assert.Equal(lost, LogBudget.MayHaveLostHead(entries, bytes, LogBudget.FileBytes(10L * 1024 * 1024)));
}
