using System.Buffers;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>One instruction of a Dockerfile, with its lines joined.</summary>
/// <param name="Line">The number of its first line, from 1.</param>
/// <param name="Keyword">In upper case.</param>
/// <param name="Arguments">Everything behind the keyword, trimmed.</param>
internal sealed record Instruction(int Line, string Keyword, string Arguments)
{
    private const string OnBuild = "ONBUILD";

    private static readonly SearchValues<char> Space = SearchValues.Create(" \t\v\f\r");

    /// <summary>Whether the lines behind it are the body of a here-document, or should be.</summary>
    public bool HasHeredoc { get; init; }

    public static Instruction Of(int line, string text)
    {
        var trimmed = text.Trim();
        var end = trimmed.AsSpan().IndexOfAny(Space);
        return end < 0
            ? new Instruction(line, trimmed.ToUpperInvariant(), "")
            : new Instruction(line, trimmed[..end].ToUpperInvariant(), trimmed[end..].Trim());
    }

    /// <summary>The instruction behind <c>ONBUILD</c>, which the builder runs when another image starts from this one.</summary>
    public Instruction Triggered() => Of(Line, Arguments) with { HasHeredoc = HasHeredoc };

    /// <summary>The instruction behind all <c>ONBUILD</c>s, however many there are. A builder accepts only one.</summary>
    public Instruction Innermost()
    {
        if (Keyword != OnBuild)
            return this;
        var rest = Arguments.AsSpan();
        while (true)
        {
            var end = rest.IndexOfAny(Space) is >= 0 and var space ? space : rest.Length;
            if (!rest[..end].Equals(OnBuild, StringComparison.OrdinalIgnoreCase))
                return Of(Line, rest.ToString()) with { HasHeredoc = HasHeredoc };
            rest = rest[end..].TrimStart();
        }
    }

    /// <summary>The value of a flag such as <c>--from=</c> before the arguments. Null when it is not there, or empty.</summary>
    public string? Flag(string name)
    {
        var arguments = Arguments.AsSpan();
        foreach (var range in arguments.SplitAny(Space))
        {
            var word = arguments[range];
            if (word.IsEmpty)
                continue;
            if (!word.StartsWith("--") || word is "--")
                return null;
            if (!word[2..].StartsWith(name) || word[(name.Length + 2)..] is not ['=', .. var given])
                continue;
            if (given.Trim("\"'") is { IsEmpty: false } value)
                return value.ToString();
        }

        return null;
    }
}
