namespace Functron.Execution.Engine;

/// <summary>Puts the entries of one stream's log together again.</summary>
internal sealed class LogLines
{
    private byte[] _time = [];
    private bool _open;
    private int _pieces;
    private bool _lastIsEmpty;

    /// <summary>
    /// Whether the log ends in a line of several pieces without a newline. Then nobody knows whether the container wrote one. To be asked
    /// when all is read.
    /// </summary>
    public bool MayLackNewline => _open && _pieces > 1 && !_lastIsEmpty;

    /// <param name="entry">A byte of room, then a time, a space, and the bytes of a line or of a piece of one.</param>
    /// <returns>What the container wrote, with the newline before it that the line before lacks.</returns>
    public ReadOnlyMemory<byte> Next(Memory<byte> entry)
    {
        var space = entry.Span[1..].IndexOf((byte)' ') + 1;
        var time = entry.Span[1..space];
        var sameLine = _open && time.SequenceEqual(_time);
        var lacking = _open && !sameLine;
        _pieces = sameLine ? _pieces + 1 : 1;
        if (!sameLine)
            _time = time.ToArray();

        var line = entry[(space + 1)..];
        _open = line.Length == 0 || line.Span[^1] != (byte)'\n';
        _lastIsEmpty = line.Length == 0;
        if (!lacking)
            return line;
        entry.Span[space] = (byte)'\n';
        return entry[space..];
    }

    /// <summary>True, once, when the log ends in an empty piece: only a newline makes such a piece.</summary>
    public bool TakeLastNewline()
    {
        var take = _open && _lastIsEmpty && _pieces > 1;
        _open &= !take;
        return take;
    }
}
