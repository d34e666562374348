using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;
using Functron.Hosting.Functions;

namespace Functron.Hosting.Durable.Dispatch.Turns;

/// <summary>
/// Prepares the sub-orchestrations that a turn starts. Their ids are reserved before the turn is stored. A call fails when its id is taken,
/// and when no instance can have its id or its tags.
/// </summary>
internal sealed class ChildStarts(LiveInstances live, IDurableFunctions functions, Numbers numbers, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public NewChildren Reserve(TakenTurn parent, IReadOnlyList<SubOrchestrationInstanceCreated> calls)
    {
        List<NewInstance> stored = [];
        List<LiveInstance> reserved = [];
        List<SentMessage> refusals = [];
        foreach (var call in calls)
        {
            if ((InstanceIds.WhyNot(call.InstanceId) ?? InputLimits.WhyNot(call.Tags)) is { } reason)
            {
                refusals.Add(Refusal(parent, call, new ArgumentException(reason)));
                continue;
            }

            var child = Child(parent, call);
            if (live.TryReserve(child) is { } instance)
            {
                stored.Add(child);
                reserved.Add(instance);
            }
            else
            {
                refusals.Add(Refusal(parent, call, new InstanceExistsException(call.InstanceId)));
            }
        }

        return new NewChildren(stored, reserved, refusals);
    }

    private NewInstance Child(TakenTurn parent, SubOrchestrationInstanceCreated call) => new(
        numbers.NextKey(),
        call.InstanceId,
        functions.FindOrchestrator(call.Name)?.Name ?? call.Name,
        Guid.NewGuid().ToString("N"),
        Now,
        StartAt: null,
        call.Input,
        new ParentLink(parent.Instance.Id, parent.Key, call.EventId, parent.Instance.Name),
        call.Tags);

    private SentMessage Refusal(TakenTurn parent, SubOrchestrationInstanceCreated call, Exception reason) => new(
        parent.Instance.Id,
        parent.Key,
        numbers.NextSequence(),
        new SubOrchestrationInstanceFailed(Now, call.EventId, Failures.Of(reason)));
}

/// <param name="Stored">To be stored with the turn.</param>
/// <param name="Reserved">The same instances; they begin when the turn is stored.</param>
/// <param name="Refusals">Messages to the parent.</param>
internal sealed record NewChildren(
    IReadOnlyList<NewInstance> Stored, IReadOnlyList<LiveInstance> Reserved, IReadOnlyList<SentMessage> Refusals);
