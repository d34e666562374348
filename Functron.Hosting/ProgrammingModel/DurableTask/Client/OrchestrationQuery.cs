namespace Microsoft.DurableTask.Client;

/// <summary>Which instances to list, and how.</summary>
/// <param name="CreatedFrom">Started then or later.</param>
/// <param name="CreatedTo">Started then or earlier.</param>
/// <param name="Statuses">Any of them; absent or empty: every one.</param>
/// <param name="TaskHubNames">Not looked at: this host has one task hub.</param>
/// <param name="ContinuationToken">Of the page before the first one wanted.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = default,
    DateTimeOffset? CreatedTo = default,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = 100,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null);
