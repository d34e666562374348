using DurableTask.Core;
using DurableTask.Core.History;

namespace Functron.Tests.Durable.History;

/// <summary>An event of Microsoft's engine on one line: its kind, its number, and what it holds.</summary>
internal static class CoreText
{
    public static string Of(HistoryEvent happened) => $"{happened.EventType} {happened.EventId}{Members(happened)}";

    private static string Members(HistoryEvent happened) => happened switch
    {
        ExecutionStartedEvent e => $" {e.Name} {e.Input} [{Tags(e.Tags)}]",
        TaskScheduledEvent e => $" {e.Name} {e.Input} [{Tags(e.Tags)}]",
        TaskCompletedEvent e => $" of {e.TaskScheduledId}: {e.Result}",
        TaskFailedEvent e => $" of {e.TaskScheduledId}: {Failure(e.FailureDetails!)}{e.Reason}{e.Details}",
        TimerCreatedEvent => "",
        TimerFiredEvent e => $" of {e.TimerId}",
        EventRaisedEvent e => $" {e.Name} {e.Input}",
        EventSentEvent e => $" {e.Name} {e.Input} to {e.InstanceId}",
        SubOrchestrationInstanceCreatedEvent e => $" {e.Name} {e.Input} as {e.InstanceId} [{Tags(e.Tags)}]",
        SubOrchestrationInstanceCompletedEvent e => $" of {e.TaskScheduledId}: {e.Result}",
        SubOrchestrationInstanceFailedEvent e => $" of {e.TaskScheduledId}: {Failure(e.FailureDetails!)}{e.Reason}{e.Details}",
        ExecutionSuspendedEvent e => $" {e.Reason}",
        ExecutionResumedEvent e => $" {e.Reason}",
        ExecutionTerminatedEvent e => $" {e.Input}",
        ExecutionCompletedEvent { FailureDetails: { } failure } e => $" {e.OrchestrationStatus} {e.Result} {failure.ErrorType}",
        ExecutionCompletedEvent e => $" {e.OrchestrationStatus} {e.Result}",
        OrchestratorStartedEvent or OrchestratorCompletedEvent => "",
        _ => " ?",
    };

    private static string Failure(FailureDetails failure) => $"{failure.ErrorType} {failure.ErrorMessage}";

    private static string Tags(IDictionary<string, string>? tags) => string.Join(' ', tags!.Select(tag => $"{tag.Key}={tag.Value}"));
}
