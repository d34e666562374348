namespace Functron.Hosting.Durable.Dispatch.Requests;

/// <summary>All that a caller can ask of a running engine.</summary>
internal sealed record HubRequests(
    InstanceStarts Starts,
    InstanceMessages Messages,
    InstanceWaits Waits,
    InstanceQueries Queries,
    InstancePurges Purges,
    Rewinding Rewinding);
