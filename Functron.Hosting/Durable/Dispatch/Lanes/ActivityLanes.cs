using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch.Lanes;

/// <summary>
/// The lanes of activities: one for each activity name, without regard to case. A lane is made when its name occurs for the first time.
/// </summary>
internal sealed class ActivityLanes(int limit, ILogger log)
{
    private readonly Dictionary<string, Lane<ScheduledActivity>> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private Func<ScheduledActivity, Task>? _run;
    private bool _stopped;

    /// <inheritdoc cref="Lane{T}.Start"/>
    public void Start(Func<ScheduledActivity, Task> run)
    {
        lock (_gate)
        {
            _run = run;
            foreach (var lane in _byName.Values)
                lane.Start(run);
        }
    }

    public void Add(ScheduledActivity activity) => Of(activity.Name).Add(activity);

    /// <summary>Begins no more activities.</summary>
    /// <returns>Completes when no activity runs.</returns>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var lane in _byName.Values)
                lane.Stop();
            return Task.WhenAll(_byName.Values.Select(lane => lane.WhenIdle()));
        }
    }

    private Lane<ScheduledActivity> Of(string name)
    {
        lock (_gate)
        {
            if (_byName.TryGetValue(name, out var lane))
                return lane;
            lane = new Lane<ScheduledActivity>(limit, log);
            if (_run is not null)
                lane.Start(_run);
            if (_stopped)
                lane.Stop();
            _byName.Add(name, lane);
            return lane;
        }
    }
}
