using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Replay;
using Functron.Hosting.Durable.Storage;

namespace Functron.Hosting.Durable.Dispatch;

/// <summary>
/// The sub-orchestrations that a turn starts. Their ids are taken before the turn is stored; an id that is taken already, an id or tags that
/// no instance can have fail the call.
/// </summary>
internal sealed class NewChildren
{
    private readonly Dispatcher _dispatcher;

    public NewChildren(Dispatcher dispatcher, LiveInstance parent, TurnOutcome outcome)
    {
        _dispatcher = dispatcher;
        List<NewInstance> stored = [];
        List<LiveInstance> live = [];
        List<SentMessage> refusals = [];
        foreach (var call in outcome.Children)
        {
            if ((InstanceIds.WhyNot(call.InstanceId) ?? InputLimits.WhyNot(call.Tags)) is { } reason)
            {
                refusals.Add(Refusal(call, new ArgumentException(reason)));
                continue;
            }

            var link = new ParentLink(parent.Id, parent.Key, call.EventId, parent.Name);
            var name = dispatcher.Functions.FindOrchestrator(call.Name)?.Name ?? call.Name;
            var child = new NewInstance(
                dispatcher.Numbers.NextKey(),
                call.InstanceId,
                name,
                Guid.NewGuid().ToString("N"),
                dispatcher.Now,
                StartAt: null,
                call.Input,
                link,
                call.Tags);
            var instance = new LiveInstance(child.Id, child.Key, name)
            {
                Start = new ExecutionStarted(child.CreatedAt, name, child.ExecutionId, child.Input, link, child.Tags),
                Parent = link,
            };
            if (dispatcher.Live.TryReserve(instance))
            {
                stored.Add(child);
                live.Add(instance);
                continue;
            }

            refusals.Add(Refusal(call, new InstanceExistsException(call.InstanceId)));
        }

        (Stored, Live, Refusals) = (stored, live, refusals);

        SentMessage Refusal(SubOrchestrationInstanceCreated call, Exception reason) => new(
            parent.Id,
            parent.Key,
            dispatcher.Numbers.NextSequence(),
            new SubOrchestrationInstanceFailed(dispatcher.Now, call.EventId, Failures.Of(reason)));
    }

    public IReadOnlyList<NewInstance> Stored { get; }

    public IReadOnlyList<LiveInstance> Live { get; }

    public IReadOnlyList<SentMessage> Refusals { get; }

    /// <summary>The turn could not be stored.</summary>
    public void Release()
    {
        foreach (var child in Live)
            _dispatcher.Live.Release(child);
    }
}
