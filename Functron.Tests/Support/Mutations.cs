using CsCheck;

namespace Functron.Tests.Requests.Fuzz;

/// <summary>
/// Inputs made of a corpus: a few pieces of one are changed, taken out, repeated, or replaced by words that mean something to their
/// reader.
/// </summary>
internal static class Mutations
{
    /// <summary>Seconds for each reader; FUNCTRON_FUZZ_SECONDS makes it longer.</summary>
    public static int Seconds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("FUNCTRON_FUZZ_SECONDS"), out var seconds) ? seconds : 10;

    /// <param name="words">Also what is put in.</param>
    public static Gen<byte[]> Of(IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> words)
    {
        var word = Gen.OneOf(Gen.Int[0, words.Count - 1].Select(i => words[i]), Gen.Byte.Array[1, 4]);
        var change = Gen.Select(Gen.Int[0, 4], Gen.Double[0, 1], Gen.Int[0, 64], word);
        return Gen.Select(Gen.Int[0, corpus.Count - 1], change.Array[0, 8], (i, changes) => changes.Aggregate(corpus[i], Change));
    }

    private static byte[] Change(byte[] input, (int Kind, double Where, int Length, byte[] Word) change)
    {
        var at = (int)(change.Where * input.Length);
        var end = Math.Min(input.Length, at + change.Length);
        return change.Kind switch
        {
            0 => [.. input[..at], .. change.Word, .. input[at..]],
            1 => [.. input[..at], .. change.Word, .. input[Math.Min(input.Length, at + change.Word.Length)..]],
            2 => [.. input[..at], .. input[end..]],
            3 => [.. input[..end], .. input[at..]],
            _ => input[..at],
        };
    }
}
