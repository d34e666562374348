namespace Functron.Execution.Engine;

/// <summary>
/// Bounds how many calls of one kind are made at a time: older engines slow down, or lock up, under many of them
/// (https://github.com/moby/moby/issues/29369). A call that hangs costs the engine no work, so after a while it gives its place to others.
/// Else a few hanging calls would hold up all the rest.
/// </summary>
/// <param name="longest">How long a call keeps its place.</param>
internal sealed class CallPlaces(int count, TimeSpan longest, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Place(_free, longest, time);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Place : IDisposable
    {
        private readonly ITimer _timer;
        private SemaphoreSlim? _free;

        public Place(SemaphoreSlim free, TimeSpan longest, TimeProvider time)
        {
            _free = free;
            _timer = time.CreateTimer(static place => ((Place)place!).Leave(), this, longest, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _timer.Dispose();
            Leave();
        }

        private void Leave()
        {
            try
            {
                Interlocked.Exchange(ref _free, null)?.Release();
            }
            catch (ObjectDisposedException)
            {
                // The engine was let go of meanwhile.
            }
        }
    }
}
