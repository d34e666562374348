using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>One lane for all turns, and one for each name of an activity.</summary>
internal sealed class Lanes(int maxTurns, int maxActivities, ILogger log)
{
    private readonly Dictionary<string, Lane> _activities = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private bool _stopped;

    public Lane Turns { get; } = new(maxTurns, log);

    public Lane Activity(string name)
    {
        lock (_gate)
        {
            if (_activities.TryGetValue(name, out var lane))
                return lane;
            lane = new Lane(maxActivities, log);
            if (_stopped)
                lane.Stop();
            _activities.Add(name, lane);
            return lane;
        }
    }

    /// <summary>Begins no more activities.</summary>
    /// <returns>Completes when none runs.</returns>
    public Task StopActivities()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var lane in _activities.Values)
                lane.Stop();
            return Task.WhenAll(_activities.Values.Select(lane => lane.WhenIdle()));
        }
    }
}
