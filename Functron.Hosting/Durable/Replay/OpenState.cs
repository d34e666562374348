using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Replay;

/// <summary>What an orchestrator waits for after its history.</summary>
/// <param name="Calls">Activities and sub-orchestrations that have not ended.</param>
/// <param name="TimerIds">Timers that neither fired nor were cancelled.</param>
internal sealed record OpenState(IReadOnlyList<ActionEvent> Calls, IReadOnlyList<int> TimerIds)
{
    /// <param name="ended">Ids of calls and timers whose end is in a message.</param>
    public OpenState Without(IReadOnlySet<int> ended)
        => new([.. Calls.Where(call => !ended.Contains(call.EventId))], [.. TimerIds.Where(id => !ended.Contains(id))]);
}
