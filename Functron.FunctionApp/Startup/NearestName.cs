namespace Functron.FunctionApp.Startup;

/// <summary>
/// Finds the name that somebody may have meant. It adds two measures: how many letters have to change finds typing errors (<c>Cups</c>),
/// and how many pairs of letters are the same finds forgotten words (<c>MaxRuns</c>).
/// </summary>
internal static class NearestName
{
    public static string Of(string given, IReadOnlyList<string> names) =>
        names.MaxBy(name => Likeness(Letters(given), Letters(name)))
            ?? throw new ArgumentException("There is no name to choose from.", nameof(names));

    /// <summary>What counts of a name: its letters and digits, in lower case.</summary>
    public static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <returns>0: nothing in common; 2: the same.</returns>
    private static double Likeness(string a, string b) =>
        1 - (double)Changes(a, b) / Math.Max(1, Math.Max(a.Length, b.Length)) + CommonPairs(a, b);

    private static double CommonPairs(string a, string b)
    {
        var left = Pairs(b);
        var common = Pairs(a).Count(left.Remove);
        return 2.0 * common / Math.Max(1, a.Length + b.Length - 2);
    }

    private static List<string> Pairs(string text) =>
        [.. Enumerable.Range(0, Math.Max(0, text.Length - 1)).Select(i => text.Substring(i, 2))];

    /// <summary>Letters to insert, leave out, replace, or swap with the next one.</summary>
    private static int Changes(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], 1 + cost[i - 2, j - 2]);
            }
        }

        return cost[a.Length, b.Length];
    }
}
