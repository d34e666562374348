using Functron.Hosting.Durable.Dispatch.Live;
using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

namespace Functron.Hosting.Durable.Dispatch.Requests;

/// <summary>Sends messages to instances that have not ended, and terminates them.</summary>
internal sealed class InstanceMessages(LiveInstances live, IInstanceStore store, Numbers numbers, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Stores a message and hands it over. If the execution continues as new meanwhile, the next execution gets it.</summary>
    /// <param name="message">Made with the time in UTC.</param>
    /// <param name="what">What the message is, for the words of a failure.</param>
    /// <exception cref="InstanceNotFoundException">There is no instance of that id.</exception>
    /// <exception cref="InstanceEndedException">The instance has ended.</exception>
    /// <exception cref="IOException">The message could not be stored.</exception>
    public async Task SendAsync(string instanceId, Func<DateTime, HistoryEvent> message, string what, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        while (true)
        {
            var execution = await LiveAsync(instanceId, cancellation);
            var happened = message(Now);
            var sequence = numbers.NextSequence();
            var added = store.AddMessageAsync(execution.Key, sequence, happened);
            if (await StoreFailure.TellAsync(added, $"{what} of instance '{instanceId}'"))
            {
                live.Post(execution, new Message(happened, sequence));
                return;
            }

            if (await store.FindAsync(instanceId, texts: false) is not { Ended: false })
                throw await NotLiveAsync(instanceId);
            await Task.Yield();
        }
    }

    /// <summary>Terminates an instance and waits until its end is stored.</summary>
    /// <param name="output">JSON.</param>
    /// <param name="recursive">Also the sub-orchestrations that it waits for, and theirs.</param>
    /// <exception cref="InstanceNotFoundException">There is no instance of that id.</exception>
    /// <exception cref="InstanceEndedException">The instance has ended.</exception>
    /// <exception cref="IOException">The end could not be stored.</exception>
    public async Task TerminateAsync(string instanceId, string? output, bool recursive, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var execution = await LiveAsync(instanceId, cancellation);
        var children = recursive ? live.ChildrenOf(execution) : [];

        // The message has no row in the store: the turn that takes it stores the end itself, and this waits for that.
        live.Post(execution.Instance, new Message(new ExecutionTerminated(Now, output)));
        await execution.Instance.Ended.WaitAsync(cancellation);
        foreach (var child in children)
        {
            try
            {
                await TerminateAsync(child.Id, output, recursive, cancellation);
            }
            catch (InvalidOperationException e) when (e is InstanceEndedException or InstanceNotFoundException)
            {
                // It has ended by itself meanwhile.
            }
        }
    }

    private async Task<LiveExecution> LiveAsync(string instanceId, CancellationToken cancellation)
        => await live.FindAsync(instanceId, cancellation) ?? throw await NotLiveAsync(instanceId);

    private async Task<Exception> NotLiveAsync(string instanceId)
        => await store.FindAsync(instanceId, texts: false) is { Ended: true }
            ? new InstanceEndedException(instanceId)
            : new InstanceNotFoundException(instanceId);
}
