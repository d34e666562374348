namespace Functron.Hosting.Durable.History;

/// <summary>Ends of activities among the messages of an instance.</summary>
internal static class ActivityEnd
{
    /// <summary>The id of the call that has ended; null when the message is not the end of an activity.</summary>
    public static int? CallOf(HistoryEvent happened) => happened switch
    {
        TaskCompleted done => done.TaskScheduledId,
        TaskFailed failed => failed.TaskScheduledId,
        _ => null,
    };
}
