using System.Globalization;
using System.Text;

namespace Functron.Execution.Build;

/// <summary>
/// Text of any length. Its beginning and its end are kept, in whole lines, with a note between them of what is missing.
/// </summary>
/// <param name="maxBytes">Bytes that are kept, without that note.</param>
internal sealed class LongText(long maxBytes)
{
    private const int LongestCut = 4096;

    private readonly long _headRoom = maxBytes / 4;
    private readonly long _tailRoom = maxBytes - maxBytes / 4;
    private readonly MemoryStream _head = new();

    // Up to twice its room, so that it is seldom moved.
    private readonly MemoryStream _tail = new();
    private long _leftOutBytes;
    private long _leftOutLines;
    private bool _headIsFull;

    public void Append(ReadOnlySpan<byte> text)
    {
        if (!_headIsFull)
        {
            if (_head.Length + text.Length <= _headRoom)
            {
                _head.Write(text);
                return;
            }

            _headIsFull = true;
            var room = (int)(_headRoom - _head.Length);
            _head.Write(text[..room]);
            AppendTail(CutLine());
            text = text[room..];
        }

        AppendTail(text);
    }

    private void AppendTail(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var piece = text[..(int)Math.Min(text.Length, Math.Max(1, _tailRoom))];
            _tail.Write(piece);
            text = text[piece.Length..];
            if (_tail.Length >= 2 * _tailRoom)
                Shorten();
        }
    }

    public ReadOnlyMemory<byte> Render()
    {
        if (_headRoom + _tailRoom >= _head.Length + _tail.Length && _leftOutBytes == 0)
            return (byte[])[.. _head.ToArray(), .. _tail.ToArray()];

        Shorten();
        var tail = _tail.GetBuffer().AsSpan(0, (int)_tail.Length);
        var start = WholeLine(tail);
        var word = string.Create(
            CultureInfo.InvariantCulture,
            $"\n[{_leftOutLines + Lines(tail[..start])} lines ({_leftOutBytes + start} bytes) of the log are not kept]\n\n");
        return (byte[])[.. _head.ToArray(), .. Encoding.UTF8.GetBytes(word), .. tail[start..]];
    }

    /// <summary>
    /// Cuts from the end of the head what is not a whole line. If the line is very long, it cuts what is not a whole character.
    /// </summary>
    private byte[] CutLine()
    {
        var text = _head.GetBuffer().AsSpan(0, (int)_head.Length);
        var from = Math.Max(0, text.Length - LongestCut);
        var end = text[from..].LastIndexOf((byte)'\n') is >= 0 and var line ? from + line + 1 : text.Length;

        // A character of several bytes goes as a whole, whether it is complete or not.
        if (end == text.Length && end > 0 && (text[^1] & 0x80) != 0)
            end = Math.Max(0, text.LastIndexOfAnyInRange((byte)0xC0, (byte)0xFF));

        var cut = text[end..].ToArray();
        _head.SetLength(end);
        return cut;
    }

    private void Shorten()
    {
        var over = (int)(_tail.Length - _tailRoom);
        if (over <= 0)
            return;
        var bytes = _tail.GetBuffer().AsSpan(0, (int)_tail.Length);
        _leftOutBytes += over;
        _leftOutLines += Lines(bytes[..over]);
        bytes[over..].CopyTo(bytes);
        _tail.SetLength(_tailRoom);
        _tail.Position = _tailRoom;
    }

    private static int Lines(ReadOnlySpan<byte> text) => text.Count((byte)'\n');

    /// <summary>
    /// The start of the first whole line. If the line is very long, or the last one, the start of its first whole character.
    /// </summary>
    private static int WholeLine(ReadOnlySpan<byte> text)
    {
        var line = text[..Math.Clamp(text.Length - 1, 0, LongestCut)].IndexOf((byte)'\n') + 1;
        if (line > 0)
            return line;
        var at = 0;
        while (at < text.Length && (text[at] & 0xC0) == 0x80)
            at++;
        return at;
    }
}
