using System.Text.Json.Nodes;

using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;

using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.Durable.Golden;

/// <summary>Histories that were stored by earlier code, and the present code.</summary>
public sealed class GoldenHistoryTests
{
    private const string Breaks =
        "A change here breaks instances that run: those that were begun before an upgrade no longer go on after it. Take the change back, "
        + "or leave what they go through as it is and give the new course an orchestrator, or an optional member of an event, of its own. "
        + "Golden files are never edited.";

    internal const string Differs =
        "A new instance no longer takes the course that its golden file holds. If 'goes on as it did' fails too, the change breaks "
        + "instances that run: take it back. If only this fails, keep the golden file, which is replayed further on, and give the scenario "
        + "a new name, for a second file (docs/development.md tells how).";

    public static TheoryData<string> Files => new(GoldenFiles.Names);

    public static TheoryData<string> Scenarios => new(Scenario.All.Select(scenario => scenario.Name));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_stored_history_is_read_whole(string file)
    {
        foreach (var turn in GoldenFiles.Read(file).Executions.SelectMany(execution => execution.Turns))
        {
            var written = JsonNode.Parse(HistoryJson.WriteAll(turn.Events()))!;
            Assert.True(JsonNode.DeepEquals(turn.Stored, written), $"{Breaks}\n{file} holds\n{turn.Stored}\nof which is read\n{written}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_instance_that_was_stored_after_any_turn_goes_on_as_it_did(string file)
    {
        foreach (var execution in GoldenFiles.Read(file).Executions)
        {
            List<HistoryEvent> past = [];
            foreach (var recorded in execution.Turns)
            {
                var events = recorded.Events();
                var now = Replay(execution, past, events);
                var (then, today) = (Comparable.Turn(recorded), Comparable.Turn(now));
                Assert.True(
                    then == today,
                    $"{Breaks}\n{file}, '{execution.InstanceId}', after {past.Count} events it decided\n{then}and now decides\n{today}");
                past.AddRange(events);
            }
        }
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Scenarios))]
    public async Task A_scenario_makes_the_history_of_its_file(string scenario)
    {
        var made = await ScenarioRun.PlayAsync(Scenario.Of(scenario));
        if (!GoldenFiles.Names.Contains(scenario))
        {
            if (Environment.GetEnvironmentVariable(GoldenFiles.WriteMissing) == "1")
                GoldenFiles.WriteNew(scenario, made);
            Assert.Fail(
                $"There is no {scenario}.json. A run with {GoldenFiles.WriteMissing}=1 writes it; read it, check it in and build again.");
        }

        var (golden, now) = (Comparable.Run(GoldenFiles.Read(scenario)), Comparable.Run(made));
        Assert.True(golden == now, $"{Differs}\n{scenario}.json holds\n{golden}and now it is\n{now}");
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Scenarios))]
    public async Task With_another_process_for_each_step_it_is_the_same(string scenario)
        => Assert.Equal(
            Comparable.Run(GoldenFiles.Read(scenario)),
            Comparable.Run(await ScenarioRun.PlayAsync(Scenario.Of(scenario), restarts: true)));

    [Fact]
    public void Each_kind_of_event_is_in_a_golden_history()
    {
        var kinds = typeof(HistoryEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(HistoryEvent)) && !type.IsAbstract);
        var stored = GoldenFiles.Names.SelectMany(file => GoldenFiles.Read(file).Executions)
            .SelectMany(execution => execution.Turns).SelectMany(turn => turn.Events()).Select(happened => happened.GetType()).ToHashSet();

        Assert.Empty(kinds.Except(stored));
    }

    /// <summary>The turn that follows the past, given the same messages at the same time.</summary>
    private static GoldenTurn Replay(GoldenExecution execution, IReadOnlyList<HistoryEvent> past, IReadOnlyList<HistoryEvent> turn)
    {
        var messages = turn.Where(happened
            => happened is not (OrchestratorStarted or OrchestratorCompleted or ActionEvent or ExecutionCompleted));
        var outcome = OrchestratorTurn.Run(new TurnInput(
            execution.InstanceId,
            GoldenFunctions.Orchestrators().FindOrchestrator(execution.Orchestrator),
            past,
            [.. messages],
            turn[0].Timestamp)
        {
            Loggers = NullLoggerFactory.Instance,
        });
        return GoldenTurn.Of(outcome.Status, outcome.CustomStatus, outcome.CancelledTimers, outcome.NewEvents);
    }
}
