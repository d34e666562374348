using System.Text;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// A word of a <c>FROM</c> or of an <c>ARG</c> before it, as the builder reads it: quotes, the escape character, and <c>$name</c>,
/// <c>${name}</c>, <c>${name:-when empty}</c>, <c>${name:+when not}</c>.
/// </summary>
internal sealed class ImageWord
{
    // No image has a longer name, and nobody nests deeper. Without a limit both could grow without end.
    private const int Longest = 1024;
    private const int Deepest = 32;

    private readonly string _text;
    private readonly IReadOnlyDictionary<string, string> _arguments;
    private readonly char _escape;
    private readonly StringBuilder _read = new();
    private int _next;
    private int _depth;

    private ImageWord(string text, IReadOnlyDictionary<string, string> arguments, char escape) =>
        (_text, _arguments, _escape) = (text, arguments, escape);

    /// <returns>Empty when it is too long to be a name.</returns>
    public static string Expand(string text, IReadOnlyDictionary<string, string> arguments, char escape)
    {
        var word = new ImageWord(text, arguments, escape);
        word.Read(until: '\0');
        return word._read.Length > Longest || word._depth > Deepest ? "" : word._read.ToString();
    }

    private void Read(char until)
    {
        var doubled = false;
        for (; _next < _text.Length && (_text[_next] != until || doubled) && _read.Length <= Longest && _depth <= Deepest; _next++)
        {
            var c = _text[_next];
            if (c == '"')
                doubled = !doubled;
            else if (c == '\'' && !doubled)
                Literal();
            else if (c == _escape && _next + 1 < _text.Length)
                _read.Append(_text[++_next]);
            else if (c == '$')
                Variable();
            else
                _read.Append(c);
        }
    }

    private void Literal()
    {
        var end = _text.IndexOf('\'', _next + 1);
        if (end < 0)
            end = _text.Length;
        _read.Append(_text.AsSpan(_next + 1, end - _next - 1));
        _next = end;
    }

    /// <summary>It ends at the last character of the variable, because the loop then goes to the next one.</summary>
    private void Variable()
    {
        var braced = _next + 1 < _text.Length && _text[_next + 1] == '{';
        var start = _next + (braced ? 2 : 1);
        var end = start;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_'))
            end++;
        var value = _arguments.GetValueOrDefault(_text[start..end], "");
        if (!braced)
        {
            _read.Append(end == start ? "$" : value);
            _next = end - 1;
            return;
        }

        var how = _text.AsSpan(end) is [':', '-' or '+', ..] ? _text[end + 1] : ' ';
        _next = how == ' ' ? end : end + 2;
        var before = _read.Length;
        _depth++;
        Read(until: '}');
        if (_depth > Deepest)
            return;
        _depth--;
        var word = _read.ToString(before, _read.Length - before);
        _read.Length = before;
        _read.Append((how, value.Length > 0) switch
        {
            ('-', false) or ('+', true) => word,
            ('+', false) => "",
            _ => value,
        });
    }
}
