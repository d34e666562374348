using System.Text.RegularExpressions;

namespace Functron.Tests.Docs;

/// <summary>The pages on development and on tests name files and folders. A renamed one has to be renamed there, too.</summary>
public sealed partial class NamedPathTests
{
    [Theory]
    [InlineData("docs/development.md")]
    [InlineData("docs/testing.md")]
    public void Every_path_that_a_page_names_exists(string document)
    {
        var paths = Path().Matches(Repository.Read(document)).Select(match => match.Groups["path"].Value).Distinct().ToList();

        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(Exists(path), $"{document} names {path}, which does not exist."));
    }

    /// <summary>A type may stand for its file.</summary>
    private static bool Exists(string path) =>
        new[] { path, path + ".cs" }.Any(candidate => System.IO.Path.Exists(System.IO.Path.Combine(Repository.Root, candidate)));

    /// <summary>From the root of the repository. One with a placeholder is none.</summary>
    [GeneratedRegex(@"`(?<path>(Functron\.[A-Z]|docs|launcher|python|scripts|tools|examples)[\w.-]*/[\w./-]+)`")]
    private static partial Regex Path();
}
