namespace Functron.Hosting.Durable.Dispatch;

/// <summary>Numbers for new executions and messages. No number is given twice.</summary>
internal sealed class Numbers
{
    private long _lastKey;
    private long _lastSequence;

    public void ContinueAfter(long lastKey, long lastSequence) => (_lastKey, _lastSequence) = (lastKey, lastSequence);

    public long NextKey() => Interlocked.Increment(ref _lastKey);

    public long NextSequence() => Interlocked.Increment(ref _lastSequence);
}
