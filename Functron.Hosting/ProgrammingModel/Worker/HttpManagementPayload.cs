namespace Microsoft.Azure.Functions.Worker;

/// <summary>The addresses at which one orchestration instance is asked about and managed.</summary>
public class HttpManagementPayload
{
    public string? Id { get; internal init; }

    public string? StatusQueryGetUri { get; internal init; }

    /// <summary>Holds <c>{eventName}</c> where the event's name goes.</summary>
    public string? SendEventPostUri { get; internal init; }

    /// <summary>Ends in <c>reason={text}</c>, where the reason goes.</summary>
    public string? TerminatePostUri { get; internal init; }

    /// <summary>Ends in <c>reason={text}</c>, where the reason goes.</summary>
    public string? RewindPostUri { get; internal init; }

    public string? PurgeHistoryDeleteUri { get; internal init; }

    public string? RestartPostUri { get; internal init; }

    /// <summary>Ends in <c>reason={text}</c>, where the reason goes.</summary>
    public string? SuspendPostUri { get; internal init; }

    /// <summary>Ends in <c>reason={text}</c>, where the reason goes.</summary>
    public string? ResumePostUri { get; internal init; }
}
