namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>One instruction of a Dockerfile, its continuation lines joined.</summary>
/// <param name="Line">The number of its first line, from 1.</param>
/// <param name="Keyword">In upper case.</param>
/// <param name="Arguments">All behind the keyword, trimmed.</param>
internal sealed record Instruction(int Line, string Keyword, string Arguments)
{
    private static readonly char[] Space = [' ', '\t', '\v', '\f', '\r'];

    /// <summary>Lines behind it are the body of a here-document, or should be.</summary>
    public bool HasHeredoc { get; init; }

    public static Instruction Of(int line, string text)
    {
        var trimmed = text.Trim();
        var end = trimmed.IndexOfAny(Space);
        return end < 0
            ? new Instruction(line, trimmed.ToUpperInvariant(), "")
            : new Instruction(line, trimmed[..end].ToUpperInvariant(), trimmed[end..].Trim());
    }

    /// <summary>The instruction behind <c>ONBUILD</c>, which the builder runs when another image starts from this one.</summary>
    public Instruction Triggered() => Of(Line, Arguments) with { HasHeredoc = HasHeredoc };

    /// <summary>The value of a flag such as <c>--from=</c> before the arguments; null when it is not there or empty.</summary>
    public string? Flag(string name)
    {
        foreach (var word in Arguments.Split(Space, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!word.StartsWith("--", StringComparison.Ordinal) || word == "--")
                return null;
            var value = word.StartsWith($"--{name}=", StringComparison.Ordinal) ? word[(name.Length + 3)..].Trim('"', '\'') : "";
            if (value.Length > 0)
                return value;
        }

        return null;
    }
}
