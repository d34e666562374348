using System.Globalization;
using Functron.FunctionApp.Sweeping;

namespace Functron.FunctionApp.Admission;

/// <summary>
/// Bounds how many invocations are accepted and have not ended. Each process knows of those that it accepted and cleaned up after; before it refuses, and
/// at its start, it counts what there really is.
/// </summary>
public sealed class InvocationQueue(AdmissionOptions options, InstanceDirectory instances, TimeProvider time)
{
    /// <summary>A count reads the durable store, which may be another machine's.</summary>
    private static readonly TimeSpan CountsApart = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _counting = new(1);
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

    /// <exception cref="NotAdmittedException">The queue is full.</exception>
    public async Task<QueuePlace> TakeAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _starting);
        var place = new QueuePlace(this);
        try
        {
            if (IsFull())
                await CountAgainAsync(cancellationToken);
            if (IsFull())
            {
                throw NotAdmittedException.TooMany(string.Create(
                    CultureInfo.InvariantCulture, $"{options.MaxQueued} invocations are accepted and have not ended, which is all that are taken: send it again when some have."));
            }

            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>What earlier processes accepted counts, too; what has ended without this process counts no longer.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        if (!instances.IsReady)
            return;
        HashSet<string> before;
        lock (_lock)
            before = [.. _accepted];
        var live = await instances.LiveInvocationsAsync(cancellationToken);
        lock (_lock)
        {
            _accepted.ExceptWith(before);
            _accepted.UnionWith(live);
            _counted = time.GetTimestamp();
        }
    }

    public void Ended(string instanceId)
    {
        lock (_lock)
            _accepted.Remove(instanceId);
    }

    internal void Started(string instanceId)
    {
        lock (_lock)
            _accepted.Add(instanceId);
    }

    internal void Leave() => Interlocked.Decrement(ref _starting);

    private bool IsFull() => Length + Volatile.Read(ref _starting) > options.MaxQueued;

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
            // A store that does not answer now: what is known has to do.
        }
        finally
        {
            _counting.Release();
        }
    }
}

/// <summary>Kept while a request is received; then the invocation has it.</summary>
public sealed class QueuePlace(InvocationQueue queue) : IDisposable
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
