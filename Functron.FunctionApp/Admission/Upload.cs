namespace Functron.FunctionApp.Admission;

/// <summary>The place of one body that is being received. Disposing it gives the place back.</summary>
internal sealed class Upload(Uploads uploads) : IDisposable
{
    /// <summary>Bytes are reserved in steps of this size.</summary>
    private const long Step = 1024 * 1024;

    /// <summary>While others wait for a place, a body that is slower than this has to leave.</summary>
    private const long LeastBytesPerSecond = 1024;

    private static readonly TimeSpan StallLimitWhenWaitedFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly long _began = uploads.Time.GetTimestamp();
    private long _received;
    private long _reserved;
    private bool _over;

    /// <exception cref="NotAdmittedException">There is no room for them.</exception>
    public void Add(long bytes)
    {
        _received += bytes;
        while (_received > _reserved)
        {
            uploads.Reserve(Step, _reserved);
            _reserved += Step;
        }
    }

    /// <param name="still">How long nothing has come.</param>
    /// <exception cref="NotAdmittedException">It is no longer waited for.</exception>
    public void EnsureItMoves(TimeSpan still)
    {
        var waitedFor = uploads.AreWaitedFor;
        var limit = waitedFor && StallLimitWhenWaitedFor < uploads.StallLimit ? StallLimitWhenWaitedFor : uploads.StallLimit;
        if (still >= limit)
            throw NotAdmittedException.TooSlow($"Nothing of the body came for {limit.TotalSeconds} s"
                + $"{(waitedFor ? ", while others waited" : "")}: it is no longer waited for.");
        var age = uploads.Time.GetElapsedTime(_began);
        if (waitedFor && age > Grace && _received < age.TotalSeconds * LeastBytesPerSecond)
            throw NotAdmittedException.TooSlow(
                $"The body came with less than {LeastBytesPerSecond} bytes a second while others waited: it is no longer waited for.");
    }

    public void Dispose()
    {
        if (_over)
            return;
        _over = true;
        uploads.GiveBack(_reserved);
    }
}
