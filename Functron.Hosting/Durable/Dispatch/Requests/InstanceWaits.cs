using Functron.Hosting.Durable.Dispatch.Live;

namespace Functron.Hosting.Durable.Dispatch.Requests;

/// <summary>Waits for what becomes of instances.</summary>
internal sealed class InstanceWaits(LiveInstances live)
{
    /// <summary>Waits until the first turn is stored. An instance that has ended is not waited for.</summary>
    /// <exception cref="EngineStoppedException">The engine stopped first.</exception>
    public async Task UntilBegunAsync(string instanceId, CancellationToken cancellation)
    {
        if (await live.FindAsync(instanceId, cancellation) is { } execution)
            await execution.Instance.Begun.WaitAsync(cancellation);
    }

    /// <summary>Waits until the end is stored. An instance that has ended is not waited for.</summary>
    /// <exception cref="EngineStoppedException">The engine stopped first.</exception>
    public async Task UntilEndedAsync(string instanceId, CancellationToken cancellation)
    {
        if (await live.FindAsync(instanceId, cancellation) is { } execution)
            await execution.Instance.Ended.WaitAsync(cancellation);
    }
}
