namespace Functron.Hosting.Durable.History;

/// <summary>
/// What the engine does differently from one version to the next. An execution keeps to the course that it has begun with, for a replay has
/// to decide what was decided; a new one takes the latest.
/// </summary>
internal static class Courses
{
    /// <summary>
    /// As Microsoft's engine does it: an event goes to the last of those who wait for it; one that is there is given also to a wait whose
    /// token is cancelled; what comes after ContinueAsNew is for the next execution; a retry's timeout is looked at before the pause, not
    /// with it; a function that is not there is not called again; a filter that fails gives up the retries and not the failure.
    /// </summary>
    public const int LikeMicrosofts = 1;

    public const int Latest = LikeMicrosofts;
}
