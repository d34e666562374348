using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable;

/// <summary>The log messages of the durable engine. Their ids are 2000 to 2099; an id is never used for another message.</summary>
internal static partial class DurableLog
{
    [LoggerMessage(2000, LogLevel.Information, "Durable engine started on '{Directory}' with {Instances} open instances")]
    public static partial void EngineStarted(this ILogger log, string directory, int instances);

    [LoggerMessage(2001, LogLevel.Information, "Durable engine stopped")]
    public static partial void EngineStopped(this ILogger log);

    [LoggerMessage(
        2002, LogLevel.Warning, "Durable engine stopped with work still running after {Seconds} s; it runs again at the next start")]
    public static partial void StopOutOfTime(this ILogger log, double seconds);

    [LoggerMessage(2003, LogLevel.Warning, "An activity's code failed while it was cancelled")]
    public static partial void CancellationFailed(this ILogger log, Exception failure);

    [LoggerMessage(2010, LogLevel.Error, "Instance {InstanceId} could not be stored; trying again in {Milliseconds} ms")]
    public static partial void StoreFailed(this ILogger log, Exception failure, string instanceId, double milliseconds);

    [LoggerMessage(2011, LogLevel.Error, "A turn of instance {InstanceId} failed; this fails the instance")]
    public static partial void TurnFailed(this ILogger log, Exception failure, string instanceId);

    [LoggerMessage(
        2012,
        LogLevel.Error,
        "Instance {InstanceId} cannot be stored, not even as failed; it is tried again with its next message and at the next start")]
    public static partial void InstanceStuck(this ILogger log, Exception failure, string instanceId);

    [LoggerMessage(2013, LogLevel.Error, "Work of the durable engine failed")]
    public static partial void WorkFailed(this ILogger log, Exception failure);

    [LoggerMessage(2014, LogLevel.Information, "{Instances} ended instances were purged, by age or by number")]
    public static partial void Purged(this ILogger log, int instances);

    [LoggerMessage(2015, LogLevel.Warning, "Ended instances could not be purged; it is tried again in a minute")]
    public static partial void PurgeFailed(this ILogger log, Exception failure);

    [LoggerMessage(2020, LogLevel.Warning, "Activity {Activity} of instance {InstanceId} failed")]
    public static partial void ActivityFailed(this ILogger log, Exception failure, string activity, string instanceId);

    [LoggerMessage(2021, LogLevel.Information, "Activity {Activity} of instance {InstanceId} was interrupted by the stop; it runs again")]
    public static partial void ActivityInterrupted(this ILogger log, string activity, string instanceId);

    /// <summary>
    /// The exception itself, or another one in its place when its text cannot be read. The text may be the app's code, and a logger would
    /// fail with it.
    /// </summary>
    public static Exception Printable(this Exception failure)
    {
        try
        {
            _ = failure.ToString();
            return failure;
        }
        catch (Exception)
        {
            return new InvalidOperationException($"A {failure.GetType()} whose own text failed.");
        }
    }
}
