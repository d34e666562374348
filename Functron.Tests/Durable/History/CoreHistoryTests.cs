using DurableTask.Core;

using Functron.Hosting.Durable.History;
using Functron.Tests.Durable.Golden;

using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.History;

/// <summary>All that releases have stored, in the types of Microsoft's engine.</summary>
public sealed class CoreHistoryTests
{
    public static TheoryData<string> Names => [.. GoldenFiles.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_golden_history_is_told_event_by_event_and_taken(string name)
    {
        foreach (var execution in GoldenFiles.Read(name).Executions)
        {
            var stored = execution.Turns.SelectMany(turn => turn.Events()).ToList();
            if (stored.Count == 0)
                continue;
            var told = CoreHistory.Of(execution.InstanceId, startAt: null, stored);

            Assert.Equal(stored.Select(happened => $"{happened.GetType().Name}Event"), told.Select(happened => happened.GetType().Name));
            Assert.Equal(stored.Select(happened => happened.Timestamp), told.Select(happened => happened.Timestamp));
            Assert.DoesNotContain(told, happened => CoreText.Of(happened).EndsWith('?'));

            // What two events may not be, the engine refuses here.
            var state = new OrchestrationRuntimeState([.. told]);
            Assert.Equal((execution.Orchestrator, execution.InstanceId), (state.Name, state.OrchestrationInstance!.InstanceId));
            Assert.Equal(execution.Turns[^1].Status.ToString(), state.OrchestrationStatus.ToString());
        }
    }

    [Fact]
    public void A_status_has_the_same_number_there()
        => Assert.All(
            Enum.GetValues<OrchestrationRuntimeStatus>(),
            status => Assert.Equal(status.ToString(), ((OrchestrationStatus)(int)status).ToString()));
}
