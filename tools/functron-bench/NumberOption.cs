using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Functron.Benchmarks;

/// <summary>An option that takes a whole number within limits.</summary>
internal static class NumberOption
{
    public static Option<int?> Create(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Parse(result, name, least, most),
    };

    public static Option<int?> Rounds(int usual) => Create("--rounds", $"how many rounds (default: {usual})", 1, 9999);

    private static int? Parse(ArgumentResult result, string name, int least, int most)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return number;
        result.AddError($"{name} takes a number from {least} to {most}");
        return null;
    }
}
