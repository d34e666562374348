using System.Text;

namespace Functron.Execution.Requests.Dockerfiles;

/// <summary>
/// The Dockerfiles that were parsed lately, by digest. The gate parses a text, and the build finds what the gate made. After a restart the
/// first build that needs a text parses it again.
/// </summary>
/// <param name="parse"><see cref="Dockerfile.Parse"/>.</param>
internal sealed class ParsedDockerfiles(Func<string, Dockerfile> parse)
{
    /// <summary>Bytes of memory, by estimate. What was forgotten is parsed again when it is needed.</summary>
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dockerfile> _byDigest = [];
    private long _bytes;

    /// <param name="utf8">The text.</param>
    public Dockerfile Of(ReadOnlySpan<byte> utf8)
    {
        var digest = Dockerfile.DigestOf(utf8);
        lock (_lock)
        {
            if (_byDigest.TryGetValue(digest, out var known))
                return known;
        }

        var dockerfile = parse(Encoding.UTF8.GetString(utf8));
        Remember(digest, dockerfile);
        return dockerfile;
    }

    private void Remember(string digest, Dockerfile dockerfile)
    {
        var bytes = BytesOf(dockerfile);
        if (bytes > MostBytes)
            return;
        lock (_lock)
        {
            if (_bytes + bytes > MostBytes)
            {
                _byDigest.Clear();
                _bytes = 0;
            }

            if (_byDigest.TryAdd(digest, dockerfile))
                _bytes += bytes;
        }
    }

    /// <summary>
    /// Two bytes for each character, of the text itself and of the strings made from it, and the objects that hold these. The names of base
    /// images can be longer than the text, because arguments are put in.
    /// </summary>
    private static long BytesOf(Dockerfile dockerfile) =>
        6L * dockerfile.Text.Length
        + 2L * dockerfile.Bases.Names.Sum(name => (long)name.Length)
        + 200L * (dockerfile.Instructions.Count + dockerfile.Stages.Count + dockerfile.Bases.Names.Count);
}
