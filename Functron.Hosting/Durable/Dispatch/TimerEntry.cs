namespace Functron.Hosting.Durable.Dispatch;

/// <param name="Sequence">Tells apart what fires at the same time.</param>
/// <param name="TimerId">Null for the start of an instance.</param>
internal sealed record TimerEntry(DateTime FireAt, long Sequence, LiveInstance Instance, int? TimerId) : IComparable<TimerEntry>
{
    public int CompareTo(TimerEntry? other)
    {
        if (other is null)
            return 1;
        var time = FireAt.CompareTo(other.FireAt);
        return time != 0 ? time : Sequence.CompareTo(other.Sequence);
    }
}
