using System.Text.RegularExpressions;

namespace Functron.Tests.Docs;

public sealed partial class LinkTests
{
    [Fact]
    public void Every_relative_link_of_a_document_leads_to_a_file_and_to_a_heading_in_it()
    {
        var links = Documents().SelectMany(LinksOf).ToList();

        Assert.NotEmpty(links);
        Assert.Empty(links.Where(link => !Leads(link)).Select(link => $"{link.Document}: {link.Target}"));
    }

    [Fact]
    public void The_readme_names_every_document_and_every_example()
    {
        var named = LinksOf("README.md").Select(link => link.Target.TrimEnd('/')).ToHashSet();

        Assert.Empty(Files("docs", "*.md").Except(named));
        Assert.Empty(Directory.GetDirectories(Path.Combine(Repository.Root, "examples")).Select(Relative).Except(named));
    }

    private static IEnumerable<string> Documents() =>
        new[] { ".", "docs", "examples", "python" }.SelectMany(
            folder => Files(folder, "*.md", folder is "." ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories));

    private static IEnumerable<string> Files(string folder, string pattern, SearchOption option = SearchOption.AllDirectories) =>
        Directory.Exists(Path.Combine(Repository.Root, folder))
            ? Directory.GetFiles(Path.Combine(Repository.Root, folder), pattern, option).Select(Relative)
            : [];

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');

    private static IEnumerable<(string Document, string Target)> LinksOf(string document) => Link()
        .Matches(Repository.Read(document))
        .Select(match => (document, match.Groups["target"].Value))
        .Where(link => !link.Value.Contains("://", StringComparison.Ordinal));

    private static bool Leads((string Document, string Target) link)
    {
        var (path, heading) = link.Target.Split('#', 2) is [var before, var behind] ? (before, behind) : (link.Target, "");
        var full = Path.GetFullPath(
            Path.Combine(Repository.Root, path.Length == 0 ? link.Document : Path.Combine(Path.GetDirectoryName(link.Document)!, path)));
        return heading.Length == 0
            ? Path.Exists(full)
            : File.Exists(full) && Heading().Matches(File.ReadAllText(full)).Any(match => Anchor(match.Groups["text"].Value) == heading);
    }

    /// <summary>As GitHub makes it.</summary>
    private static string Anchor(string heading) => NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>[^\r\n]+)", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w -]")]
    private static partial Regex NotInAnchor();
}
