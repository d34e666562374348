using System.Globalization;
using Functron.FunctionApp.Instances;

namespace Functron.FunctionApp.Admission;

/// <summary>
/// Limits how many invocations are accepted and have not ended. A process knows those that it accepted and those that it cleaned up after.
/// At its start, and before it refuses a request, it counts what the durable store has.
/// </summary>
public sealed class InvocationQueue(AdmissionOptions options, InstanceDirectory instances, TimeProvider time)
{
    /// <summary>The shortest time between two counts: a count reads the durable store, which may be on another machine.</summary>
    private static readonly TimeSpan CountsApart = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _counting = new(1);

    /// <summary>The invocations that ended since the last count began. The count may still show them as not ended.</summary>
    private HashSet<string> _endedSince = new(StringComparer.Ordinal);

    private long? _counted;
    private int _starting;

    /// <summary>Accepted and not ended, as far as this process knows.</summary>
    public int Length
    {
        get
        {
            lock (_lock)
                return _accepted.Count;
        }
    }

    /// <summary>Called before a request's body is received, which may take long.</summary>
    /// <exception cref="NotAdmittedException">The queue is full.</exception>
    public async Task EnsureRoomAsync(CancellationToken cancellationToken)
    {
        if (IsFull())
            await CountAgainAsync(cancellationToken);
        if (IsFull())
            throw Full();
    }

    /// <summary>Called when the body is received.</summary>
    /// <exception cref="NotAdmittedException">The queue has become full meanwhile.</exception>
    internal QueuePlace Take()
    {
        lock (_lock)
        {
            if (_accepted.Count + _starting >= options.MaxQueued)
                throw Full();
            _starting++;
            return new QueuePlace(this);
        }
    }

    /// <summary>
    /// Counts what the durable store has: what earlier processes accepted is added, and what ended without this process is removed.
    /// </summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        if (!instances.IsReady)
            return;
        HashSet<string> before;
        lock (_lock)
        {
            before = [.. _accepted];
            _endedSince = new HashSet<string>(StringComparer.Ordinal);

            // Set also when the store does not answer, so that the store is not asked again for every request.
            _counted = time.GetTimestamp();
        }

        var live = await instances.LiveInvocationsAsync(cancellationToken);
        lock (_lock)
        {
            _accepted.ExceptWith(before);
            _accepted.UnionWith(live.Except(_endedSince));
        }
    }

    public void Ended(string instanceId)
    {
        lock (_lock)
        {
            _accepted.Remove(instanceId);
            _endedSince.Add(instanceId);
        }
    }

    internal void Started(string instanceId)
    {
        lock (_lock)
            _accepted.Add(instanceId);
    }

    internal void Leave()
    {
        lock (_lock)
            _starting--;
    }

    private bool IsFull() => Length >= options.MaxQueued;

    private NotAdmittedException Full() => NotAdmittedException.TooMany(string.Create(
        CultureInfo.InvariantCulture, $"{options.MaxQueued} invocations are accepted and have not ended, which is all that are taken: "
            + $"send it again when some have."));

    private async Task CountAgainAsync(CancellationToken cancellationToken)
    {
        await _counting.WaitAsync(cancellationToken);
        try
        {
            if (_counted is not { } last || time.GetElapsedTime(last) > CountsApart)
                await CountAsync(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The store does not answer now, so what is known has to be enough.
        }
        finally
        {
            _counting.Release();
        }
    }
}

/// <summary>A place in the queue, held while an invocation is started. From then on the invocation has it.</summary>
internal sealed class QueuePlace(InvocationQueue queue) : IDisposable
{
    private bool _left;

    public void Started(string instanceId) => queue.Started(instanceId);

    public void Dispose()
    {
        if (!_left)
            queue.Leave();
        _left = true;
    }
}
