using System.Security.Cryptography;
using System.Text;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// A Dockerfile, and what its text says: instructions, stages, base images, mistakes in its form. The gate parses the text, and the build
/// gets what the gate made (see <see cref="ParsedDockerfiles"/>).
/// </summary>
internal sealed class Dockerfile
{
    private Dockerfile(string text)
    {
        var lines = LineEnds.Split(text.StartsWith('\uFEFF') ? text[1..] : text);
        Text = text;
        Digest = DigestOf(Encoding.UTF8.GetBytes(text));
        Escape = Directives.EscapeOf(lines);
        DisputedDirective = Directives.DisputedLine(lines);
        WrongLineEnd = LineEnds.FirstWrong(lines, Escape);
        OpenEnd = Continuation.AtTheEnd(text, Escape);
        Instructions = [.. DockerfileReader.Read(lines, Escape)];
        Stages = Stage.In(Instructions);
        Bases = BaseImages.Of(Instructions, Stages, Escape);
    }

    private Dockerfile(Dockerfile parsed)
    {
        Text = parsed.Text;
        Digest = parsed.Digest;
        DisputedDirective = parsed.DisputedDirective;
        WrongLineEnd = parsed.WrongLineEnd;
        OpenEnd = parsed.OpenEnd;
        Bases = parsed.Bases;
        Escape = parsed.Escape;
        Instructions = [];
        Stages = [];
    }

    public string Text { get; }

    /// <summary>The SHA-256 of the text in UTF-8, in hexadecimal digits: two Dockerfiles with the same digest are the same.</summary>
    public string Digest { get; }

    /// <summary>The character that continues lines.</summary>
    public char Escape { get; }

    /// <summary>In order. The bodies of here-documents are not among them.</summary>
    public IReadOnlyList<Instruction> Instructions { get; }

    /// <summary>In order. Every <c>FROM</c> begins one.</summary>
    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>The images that it builds on.</summary>
    public BaseImages Bases { get; }

    /// <inheritdoc cref="Directives.DisputedLine"/>
    public int DisputedDirective { get; }

    /// <inheritdoc cref="LineEnds.FirstWrong"/>
    public int WrongLineEnd { get; }

    /// <inheritdoc cref="Continuation.AtTheEnd"/>
    public int? OpenEnd { get; }

    /// <summary>Reads any text; what is wrong with it is for <see cref="DockerfileRule"/> and the builder to say.</summary>
    public static Dockerfile Parse(string text) => new(text);

    /// <summary>
    /// The same without <see cref="Instructions"/> and <see cref="Stages"/>, which only the gate asks for. Many builds may wait at a time,
    /// and 1 MiB of text can have half a million instructions.
    /// </summary>
    public Dockerfile ForBuild() => new(this);

    public static string DigestOf(ReadOnlySpan<byte> utf8) => Convert.ToHexStringLower(SHA256.HashData(utf8));
}
