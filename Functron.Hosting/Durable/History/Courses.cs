namespace Functron.Hosting.Durable.History;

/// <summary>
/// Versions of the engine's behaviour. An execution keeps the course that it began with, because a replay has to decide what was decided
/// before. A new execution takes the latest course.
/// </summary>
internal static class Courses
{
    /// <summary>
    /// As Microsoft's engine does it. An event goes to the wait that began last. A wait whose token is cancelled still gets an event that
    /// is there. Events after ContinueAsNew are for the next execution. A retry's timeout is compared with the time before the pause, not
    /// after it. A function that is not there is not called again. A retry filter that throws ends the retries, and the call's own
    /// failure is told.
    /// </summary>
    public const int LikeMicrosofts = 1;

    public const int Latest = LikeMicrosofts;
}
