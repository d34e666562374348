namespace Functron.Execution.Requests.Tars;

/// <summary>The bytes of a packed archive, in pieces. The last bytes of a piece can be given back.</summary>
internal sealed class GzipInput(Stream archive)
{
    private readonly byte[] _piece = new byte[64 * 1024];
    private int _at;
    private int _filled;

    public bool IsAtEnd
    {
        get
        {
            if (_at == _filled)
                (_at, _filled) = (0, archive.Read(_piece, 0, _piece.Length));
            return _filled == 0;
        }
    }

    /// <summary>The bytes that are there. They are valid until the next call.</summary>
    public ArraySegment<byte> TakePiece()
    {
        var piece = IsAtEnd ? ArraySegment<byte>.Empty : new ArraySegment<byte>(_piece, _at, _filled - _at);
        _at = _filled;
        return piece;
    }

    /// <summary>Gives back the last bytes of the piece.</summary>
    public void GiveBack(int count) => _at -= count;

    public bool TryRead(Span<byte> bytes)
    {
        foreach (ref var b in bytes)
        {
            if (IsAtEnd)
                return false;
            b = _piece[_at++];
        }

        return true;
    }
}
