using System.Globalization;

namespace Functron.Tests.Faults;

/// <summary>
/// The fifth of a long matrix that <c>./test.sh</c> runs, another one by each seed. <c>FUNCTRON_TEST_SAMPLE</c> is the seed, which the
/// command prints;
/// where it is not set (<c>./test.sh --all</c>, a filter, the tests by themselves) every row is run.
/// </summary>
internal static class Sample
{
    private const int OneOf = 5;

    private static readonly int? Seed = Environment.GetEnvironmentVariable("FUNCTRON_TEST_SAMPLE") is { Length: > 0 } seed
        ? int.Parse(seed, NumberStyles.None, CultureInfo.InvariantCulture)
        : null;

    /// <param name="matrix">Its name: two of them take different rows by one seed.</param>
    /// <param name="row">From 0.</param>
    public static bool Takes(string matrix, int row) => Takes(Seed, matrix, row);

    /// <summary>How many of such a number of repetitions.</summary>
    public static int Of(int all) => Seed is null ? all : Math.Max(1, all / OneOf);

    internal static bool Takes(int? seed, string matrix, int row) =>
        seed is not { } number || (row + matrix.Aggregate(number, (sum, character) => sum + character)) % OneOf == 0;
}
