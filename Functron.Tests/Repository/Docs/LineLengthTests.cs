using System.Text.RegularExpressions;

namespace Functron.Tests.Docs;

/// <summary>Long lines tire the reader: 120 characters in documents, 140 in code.</summary>
public sealed partial class LineLengthTests
{
    private const int LongestOfDocuments = 120;
    private const int LongestOfCode = 140;

    private static readonly string[] CodeEndings =
        [".cs", ".c", ".h", ".sh", ".py", ".csproj", ".props", ".targets", ".slnx", ".yaml", ".yml", ".toml", "Dockerfile"];

    private static readonly EnumerationOptions InAllFolders = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    [Fact]
    public void Lines_of_documents_are_wrapped() => AssertNoneIsTooLong([".md"], LongestOfDocuments, Prose);

    [Fact]
    public void Lines_of_code_are_wrapped() => AssertNoneIsTooLong(CodeEndings, LongestOfCode, All);

    [Fact]
    public void A_long_line_is_found_and_what_cannot_be_wrapped_is_let_be()
    {
        var word = new string('x', 130);
        string[] lines = [word + " and more", "```", word + " and more", "```", "| " + word, "- [a link](https://" + word + ")", word];

        Assert.Equal(["file:1"], TooLong("file", LongestOfDocuments, Prose(lines)));
    }

    /// <param name="linesOf">Of a file's lines, those that are checked, with their numbers.</param>
    private static void AssertNoneIsTooLong(
        string[] endings, int longest, Func<IEnumerable<string>, IEnumerable<(int Number, string Text)>> linesOf)
    {
        var tooLong = Files(endings)
            .SelectMany(file => TooLong(Path.GetRelativePath(Repository.Root, file), longest, linesOf(File.ReadLines(file))))
            .ToList();

        // Assert.Empty would cut the list.
        Assert.True(tooLong.Count == 0, $"Longer than {longest} characters:\n{string.Join('\n', tooLong)}");
    }

    private static IEnumerable<string> TooLong(string file, int longest, IEnumerable<(int Number, string Text)> lines) =>
        lines.Where(line => line.Text.Length > longest && line.Text.Trim().Contains(' ', StringComparison.Ordinal))
            .Select(line => $"{file}:{line.Number}");

    private static IEnumerable<(int Number, string Text)> All(IEnumerable<string> lines) =>
        lines.Index().Select(line => (line.Index + 1, line.Item));

    /// <summary>Leaves out tables and code, whose lines cannot be broken; an address in a link does not count.</summary>
    private static IEnumerable<(int Number, string Text)> Prose(IEnumerable<string> lines)
    {
        var isCode = false;
        foreach (var (index, line) in lines.Index())
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            else if (!isCode && !line.TrimStart().StartsWith('|'))
                yield return (index + 1, Addresses().Replace(line, "]"));
        }
    }

    /// <summary>What builds and tools leave is nobody's reading.</summary>
    private static IEnumerable<string> Files(string[] endings) =>
        Directory.EnumerateFiles(Repository.Root, "*", InAllFolders)
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar)
                .Any(folder => folder is "bin" or "obj" or ".git" or "out" or "node_modules" or "TestResults" or "corpus"));

    [GeneratedRegex(@"\]\([^)]*\)")]
    private static partial Regex Addresses();
}
