namespace Functron.Hosting.Durable.History;

/// <summary>A history as people read it. A call or timer is shown once, as its end when it has ended. The turns are left out.</summary>
internal static class HistoryView
{
    public static IReadOnlyList<InstanceHistoryEvent> Of(IReadOnlyList<HistoryEvent> history)
    {
        var ended = history.Select(EndedAction).OfType<int>().ToHashSet();
        var begun = new Dictionary<int, ActionEvent>();
        var view = new List<InstanceHistoryEvent>();
        foreach (var happened in history)
        {
            if (happened is ActionEvent action)
            {
                begun[action.EventId] = action;
                if (ended.Contains(action.EventId))
                    continue;
            }

            if (Show(happened, EndedAction(happened) is { } id ? begun.GetValueOrDefault(id) : null) is { } shown)
                view.Add(shown);
        }

        return view;
    }

    private static int? EndedAction(HistoryEvent happened) => happened switch
    {
        TaskCompleted done => done.TaskScheduledId,
        TaskFailed failed => failed.TaskScheduledId,
        TimerFired fired => fired.TimerId,
        SubOrchestrationInstanceCompleted done => done.TaskScheduledId,
        SubOrchestrationInstanceFailed failed => failed.TaskScheduledId,
        _ => null,
    };

    private static InstanceHistoryEvent? Show(HistoryEvent happened, ActionEvent? begun)
    {
        var shown = new InstanceHistoryEvent(happened.GetType().Name, happened.Timestamp, ScheduledTime: begun?.Timestamp);
        var call = begun as TaskScheduled;
        var child = begun as SubOrchestrationInstanceCreated;
        return happened switch
        {
            ExecutionStarted started => shown with { FunctionName = started.Name, Input = started.Input },
            TaskScheduled open => shown with { Name = open.Name, Input = open.Input },
            TaskCompleted done => shown with { FunctionName = call?.Name, Input = call?.Input, Result = done.Result },
            TaskFailed failed => shown with { FunctionName = call?.Name, Input = call?.Input, Reason = failed.FailureDetails.ErrorMessage },
            TimerCreated open => shown with { FireAt = open.FireAt },
            TimerFired => shown with { FireAt = (begun as TimerCreated)?.FireAt },
            EventRaised raised => shown with { Name = raised.Name, Input = raised.Input },
            EventSent sent => shown with { Name = sent.Name, InstanceId = sent.InstanceId, Input = sent.Input },
            SubOrchestrationInstanceCreated open => shown with { Name = open.Name, InstanceId = open.InstanceId, Input = open.Input },
            SubOrchestrationInstanceCompleted done => Of(child) with { Result = done.Result },
            SubOrchestrationInstanceFailed failed => Of(child) with { Reason = failed.FailureDetails.ErrorMessage },
            ExecutionSuspended suspended => shown with { Reason = suspended.Reason },
            ExecutionResumed resumed => shown with { Reason = resumed.Reason },
            ExecutionTerminated terminated => shown with { Input = terminated.Output },
            ExecutionCompleted completed => shown with
            {
                OrchestrationStatus = completed.OrchestrationStatus,
                Result = completed.FailureDetails?.ToString() ?? completed.Result,
            },
            _ => null,
        };

        InstanceHistoryEvent Of(SubOrchestrationInstanceCreated? call)
            => shown with { FunctionName = call?.Name, InstanceId = call?.InstanceId, Input = call?.Input };
    }
}
