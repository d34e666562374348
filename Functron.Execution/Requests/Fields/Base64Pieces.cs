using System.Buffers;
using System.Buffers.Text;

namespace Functron.Execution.Requests.Fields;

/// <summary>
/// Decodes padded base64 of the standard alphabet that arrives in pieces. As Functron 1 does, it skips line breaks and ignores bits
/// behind the last byte. <see cref="Canonical"/> says whether there was any of either.
/// </summary>
internal sealed class Base64Pieces
{
    private const int Quantum = 4;
    private const int Block = 48 * 1024;

    private readonly byte[] _text = new byte[Block / 3 * Quantum];
    private readonly byte[] _bytes = new byte[Block];
    private int _pending;
    private bool _padded;

    /// <summary>Whether the text is base64, as far as it has come. After <see cref="Complete"/>: whether all of it is.</summary>
    public bool Valid { get; private set; } = true;

    /// <summary>Whether an encoder would have written the text so, as far as it has come.</summary>
    public bool Canonical { get; private set; } = true;

    /// <summary>Decodes a piece. What is left of it has to be given again.</summary>
    /// <returns>The bytes. They are valid until the next call. None once the text is not base64.</returns>
    public ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> text, out ReadOnlyMemory<byte> left)
    {
        var source = text.Span;
        var read = 0;
        for (; read < source.Length && _pending < _text.Length; read++)
        {
            if (source[read] is (byte)'\r' or (byte)'\n')
                Canonical = false;
            else
                _text[_pending++] = source[read];
        }

        left = text[read..];
        var whole = _pending - _pending % Quantum;
        var count = Valid ? DecodeQuanta(_text.AsSpan(0, whole)) : 0;
        _text.AsSpan(whole, _pending - whole).CopyTo(_text);
        _pending -= whole;
        return _bytes.AsMemory(0, count);
    }

    /// <summary>No more text comes. If characters are left over, the last group of four is incomplete.</summary>
    public void Complete()
    {
        if (_pending > 0)
            Invalidate();
    }

    private int DecodeQuanta(Span<byte> text)
    {
        if (text.IsEmpty)
            return 0;

        // The decoder below would skip spaces and tabs; nothing may follow the padding.
        if (_padded || text.IndexOfAny((byte)' ', (byte)'\t') >= 0 || text[..^2].Contains((byte)'='))
            return Invalidate();

        _padded = text[^1] == '=';
        if (_padded)
            ClearSpareBits(text);
        if (Base64.DecodeFromUtf8(text, _bytes, out _, out var written) != OperationStatus.Done)
            return Invalidate();
        return written;
    }

    private void ClearSpareBits(Span<byte> text)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        ref var last = ref text[^2] == '=' ? ref text[^3] : ref text[^2];
        var used = text[^2] == '=' ? ~0xF : ~0x3;
        var value = alphabet.IndexOf((char)last);
        if (value < 0 || (value & used) == value)
            return;
        last = (byte)alphabet[value & used];
        Canonical = false;
    }

    private int Invalidate()
    {
        Valid = false;
        Canonical = false;
        return 0;
    }
}
