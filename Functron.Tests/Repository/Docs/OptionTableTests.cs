using System.Text.RegularExpressions;
using Functron.FunctionApp;

namespace Functron.Tests.Docs;

public sealed partial class OptionTableTests
{
    /// <summary>What a build's own settings say and nobody else should.</summary>
    private const string OfTheBuild = "OnlyStopsCancelActivities";

    [Fact]
    public void The_page_of_options_has_every_option_and_no_other()
    {
        // A row names its section once: `Functron:MemoryBytes`, `Cpus`.
        var named = Row().Matches(Repository.Read("docs/options.md"))
            .Where(row => row.Value.Contains("`Functron:", StringComparison.Ordinal))
            .SelectMany(row => Name().Matches(row.Value))
            .Select(name => name.Groups["name"].Value)
            .Where(name => name.Length > 0);

        Assert.Equal(FunctronSettings.OptionNames.Where(name => name != OfTheBuild).Order(StringComparer.Ordinal),
            named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (?<names>`[^|]*`) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(Functron:)?(?<name>\w+)`")]
    private static partial Regex Name();
}
