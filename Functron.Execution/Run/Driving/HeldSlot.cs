namespace Functron.Execution.Run.Driving;

/// <summary>The slot of a run. It can be given back at any time, also before it is taken.</summary>
internal sealed class HeldSlot : IDisposable
{
    private readonly Lock _lock = new();
    private IDisposable? _slot;
    private bool _ended;

    /// <returns>False when there is no slot.</returns>
    public bool Take(IDisposable? slot)
    {
        lock (_lock)
        {
            if (!_ended)
                _slot = slot;
            else
                slot?.Dispose();
        }

        return slot is not null;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            _slot?.Dispose();
            _slot = null;
        }
    }
}
