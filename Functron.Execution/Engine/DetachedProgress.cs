namespace Functron.Execution.Engine;

/// <summary>
/// Passes on what a build or a pull reports, until it is disposed. A call that hangs may go on when its caller has left, and must not
/// report any more.
/// </summary>
internal sealed class DetachedProgress(IProgress<BuilderMessage> to) : IProgress<BuilderMessage>, IDisposable
{
    private readonly Lock _lock = new();
    private bool _gone;

    public void Report(BuilderMessage value)
    {
        lock (_lock)
        {
            if (!_gone)
                to.Report(value);
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _gone = true;
    }
}
