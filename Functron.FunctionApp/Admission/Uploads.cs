using System.Globalization;

namespace Functron.FunctionApp.Admission;

/// <summary>Limits how many bodies, and how many of their bytes, are received at a time.</summary>
internal sealed class Uploads(AdmissionOptions options, FreeDisk disk, TimeProvider time)
{
    /// <summary>How long a body waits for a place.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _places = new(options.MaxConcurrentUploads);
    private int _waiting;
    private long _bytes;

    /// <summary>Whether there are bodies that wait for a place.</summary>
    internal bool AreWaitedFor => Volatile.Read(ref _waiting) > 0;

    internal TimeSpan StallLimit => TimeSpan.FromSeconds(options.StallSeconds);

    internal TimeProvider Time => time;

    /// <summary>Checks whether there is room for the bytes of one more body. It takes none.</summary>
    /// <param name="length">Null when the sender did not tell it.</param>
    /// <exception cref="NotAdmittedException">There is not.</exception>
    internal void EnsureRoomFor(long? length)
    {
        disk.EnsureRoomFor(length ?? 0);
        if (Interlocked.Read(ref _bytes) is > 0 and var held && held + (length ?? 0) > options.MaxUploadBytes)
            throw TooManyBytes();
    }

    /// <exception cref="NotAdmittedException">No place became free.</exception>
    internal async Task<Upload> TakeAsync(CancellationToken cancellationToken)
    {
        if (!_places.Wait(0, CancellationToken.None))
            await WaitAsync(cancellationToken);
        return new Upload(this);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            if (!await _places.WaitAsync(Patience, cancellationToken))
                throw NotAdmittedException.Busy($"{options.MaxConcurrentUploads} other requests are being received, and none of them was "
                    + $"through within {Patience.TotalSeconds} s: send it again later.");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Reserves some more bytes for one upload.</summary>
    /// <param name="held">What the upload has reserved already.</param>
    internal void Reserve(long more, long held)
    {
        disk.EnsureRoomFor(more);
        var all = Interlocked.Add(ref _bytes, more);
        if (all <= options.MaxUploadBytes || all == held + more)
            return;
        Interlocked.Add(ref _bytes, -more);
        throw TooManyBytes();
    }

    internal void GiveBack(long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        _places.Release();
    }

    private NotAdmittedException TooManyBytes() => NotAdmittedException.Busy(string.Create(
        CultureInfo.InvariantCulture, $"Requests of {options.MaxUploadBytes / (1024 * 1024)} MiB are being received, which is all that is "
            + $"taken in at a time: send it again later."));
}
