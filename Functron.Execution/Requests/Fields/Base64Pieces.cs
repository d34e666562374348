using System.Buffers;
using System.Buffers.Text;

namespace Functron.Execution.Requests.Fields;

/// <summary>
/// Decodes padded base64 of the standard alphabet that arrives in pieces. Line breaks in it are skipped, as Functron 1
/// does; so are bits behind the last byte. <see cref="Canonical"/> tells whether there was any of either.
/// </summary>
internal sealed class Base64Pieces
{
    private const int Quantum = 4;
    private const int Block = 48 * 1024;

    private readonly byte[] _text = new byte[Block / 3 * Quantum];
    private readonly byte[] _bytes = new byte[Block];
    private int _pending;
    private bool _padded;

    /// <summary>So far it is base64; after <see cref="Complete"/>, it was.</summary>
    public bool Valid { get; private set; } = true;

    /// <summary>So far it is what an encoder would have written.</summary>
    public bool Canonical { get; private set; } = true;

    /// <summary>Decodes a piece; what is left of it is to be given again.</summary>
    /// <returns>Bytes that are good until the next call; none once the text is not valid.</returns>
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

    /// <summary>No more text comes: whatever waits for the rest of its four characters is one too few.</summary>
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
