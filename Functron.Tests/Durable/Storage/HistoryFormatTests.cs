using Functron.Hosting.Durable.History;

using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Storage;

public sealed class HistoryFormatTests
{
    /// <summary>As the first release wrote it, in one line. Later releases have to read it.</summary>
    private const string Golden =
        """
        [{"EventType":"OrchestratorStarted","Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"ExecutionStarted","Name":"Invoke","ExecutionId":"e1","Input":"{}","Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"TaskScheduled","Name":"Build","Input":"1","Tags":{"a":"b"},"EventId":0,"Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"TimerCreated","FireAt":"2030-01-01T12:00:01.1234567Z","EventId":1,"Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"OrchestratorCompleted","Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"TaskCompleted","TaskScheduledId":0,"Result":"2","Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"TaskFailed","TaskScheduledId":2,"FailureDetails":{"ErrorType":"T","ErrorMessage":"M",
        "InnerFailure":{"ErrorType":"I","ErrorMessage":"N"}},"Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"TimerFired","TimerId":1,"Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"EventRaised","Name":"cancel","Input":"null","Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"ExecutionTerminated","Output":"3","Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"ExecutionCompleted","OrchestrationStatus":5,"Result":"3","Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"ExecutionStarted","Name":"Child","ExecutionId":"e2",
        "ParentInstance":{"InstanceId":"p","Key":7,"TaskId":3,"Name":"Invoke"},"Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"SubOrchestrationInstanceCreated","Name":"Child","InstanceId":"c","Input":"1","EventId":3,
        "Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"SubOrchestrationInstanceCompleted","TaskScheduledId":3,"Result":"2","Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"SubOrchestrationInstanceFailed","TaskScheduledId":3,
        "FailureDetails":{"ErrorType":"T","ErrorMessage":"M"},"Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"EventSent","InstanceId":"o","Name":"go","Input":"1","EventId":4,"Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"ExecutionSuspended","Reason":"r","Timestamp":"2030-01-01T12:00:00Z"},
        {"EventType":"ExecutionResumed","Reason":"r","Timestamp":"2030-01-01T12:00:00Z"}]
        """;

    [Fact]
    public void The_stored_form_of_history_stays_as_it_is()
    {
        var events = HistoryJson.ReadAll(Golden);

        Assert.Equal(Golden.ReplaceLineEndings(string.Empty), HistoryJson.WriteAll(events));
        Assert.Equal(18, events.Count);
        Assert.Equal("N", Assert.IsType<TaskFailed>(events[6]).FailureDetails.InnerFailure!.ErrorMessage);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, Assert.IsType<ExecutionCompleted>(events[10]).OrchestrationStatus);
        Assert.Equal(DateTimeKind.Utc, events[0].Timestamp.Kind);
    }

    [Fact]
    public void Each_kind_of_event_can_be_read_back()
    {
        var kinds = typeof(HistoryEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(HistoryEvent)) && !type.IsAbstract);

        Assert.All(kinds, kind => Assert.Contains($"\"{kind.Name}\"", Golden, StringComparison.Ordinal));
    }
}
