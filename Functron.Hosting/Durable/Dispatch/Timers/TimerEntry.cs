namespace Functron.Hosting.Durable.Dispatch.Timers;

/// <summary>A timer of an execution, or the time of its delayed start.</summary>
/// <param name="Sequence">Orders entries that fire at the same time. Each entry has its own.</param>
/// <param name="InstanceId">Of the execution's instance.</param>
/// <param name="Key">Of the execution.</param>
/// <param name="TimerId">Null for a delayed start.</param>
internal sealed record TimerEntry(DateTime FireAt, long Sequence, string InstanceId, long Key, int? TimerId) : IComparable<TimerEntry>
{
    public int CompareTo(TimerEntry? other)
    {
        if (other is null)
            return 1;
        var time = FireAt.CompareTo(other.FireAt);
        return time != 0 ? time : Sequence.CompareTo(other.Sequence);
    }
}
