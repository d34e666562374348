using System.Text;

namespace Functron.Tests.Requests.Scanning;

/// <summary>Writes random JSON, mostly right, with every oddity that the grammar allows.</summary>
internal sealed class RandomJson(Random random)
{
    private static readonly string[] Characters =
        ["a", "Z", "0", "/", "+", "=", " ", "ä", "€", "😀", "\u007f", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041",
            "\\u00e4", "\\u20AC", "\\ud83d\\ude00", "\\u0000"];

    private static readonly string[] Wrong =
        ["\\x", "\\u12", "\\u12g4", "\\ud83d", "\\ude00", "\\ud83dx", "\\ud83d\\u0041", "\t", "\n", "\u0001", "\"", "\\"];

    private static readonly string[] Numbers =
        ["0", "-0", "1", "12", "1.5", "-1.5e3", "1E+2", "1e-2", "01", "1.", ".5", "+1", "-", "1e", "NaN", "0x1", "1e999"];

    private readonly StringBuilder _text = new();

    public static byte[] Document(Random random)
    {
        var writer = new RandomJson(random);
        writer.Space();
        if (random.Next(30) == 0)
            writer.Value(0);
        else
            writer.Object(0);
        writer.Space();
        if (random.Next(40) == 0)
            writer._text.Append(random.Next(3) switch { 0 => "x", 1 => "{}", _ => "," });
        return Mutate(Encoding.UTF8.GetBytes(writer._text.ToString()), random);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        if (bytes.Length == 0 || random.Next(3) != 0)
            return bytes;
        var at = random.Next(bytes.Length);
        switch (random.Next(4))
        {
            case 0: return bytes[..at];
            case 1: return [.. bytes[..at], .. bytes[(at + 1)..]];
            case 2:
                bytes[at] = "{}[]:,\"\\ \n0a\u0001"u8[random.Next(13)];
                return bytes;
            default:
                bytes[at] = (byte)random.Next(256);
                return bytes;
        }
    }

    private void Object(int depth)
    {
        _text.Append('{');
        for (var i = random.Next(5); i > 0; i--)
        {
            Space();
            String(random.Next(8));
            Space();
            _text.Append(':');
            Space();
            Value(depth + 1);
            Space();
            if (i > 1 || random.Next(60) == 0)
                _text.Append(',');
        }

        Space();
        _text.Append('}');
    }

    private void Value(int depth)
    {
        switch (random.Next(depth > 5 ? 5 : 8))
        {
            case 0: _text.Append(random.Next(20) == 0 ? Pick(Numbers) : Numbers[random.Next(8)]); break;
            case 1: _text.Append(random.Next(30) == 0 ? "tru" : Pick(["true", "false", "null"])); break;
            case 2: String(random.Next(400)); break;
            case 3 or 4: String(random.Next(12)); break;
            case 5: Object(depth); break;
            case 6: Deep(); break;
            default:
                _text.Append('[');
                for (var i = random.Next(4); i > 0; i--)
                {
                    Value(depth + 1);
                    if (i > 1)
                        _text.Append(',');
                }

                _text.Append(']');
                break;
        }
    }

    /// <summary>Around the depth limit of 64.</summary>
    private void Deep()
    {
        var depth = random.Next(10) == 0 ? random.Next(55, 75) : random.Next(5);
        _text.Append('[', depth).Append('1').Append(']', depth);
    }

    private void String(int length)
    {
        _text.Append('"');
        if (length == 3 && random.Next(2) == 0)
            _text.Append("skip");
        for (var i = 0; i < length; i++)
            _text.Append(Pick(Characters));
        if (random.Next(60) == 0)
            _text.Append(Pick(Wrong));
        _text.Append('"');
    }

    private void Space()
    {
        if (random.Next(4) == 0)
            _text.Append(Pick([" ", "\t", "\n", "\r\n", "   "]));
    }

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];
}
