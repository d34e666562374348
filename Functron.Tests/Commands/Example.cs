using System.Text.RegularExpressions;
using Functron.Tests.Docs;

namespace Functron.Tests.Commands;

/// <summary>An example's folder, and what its README says of it.</summary>
/// <param name="Folder">From the repository's root on.</param>
/// <param name="Command">The README's command, word for word.</param>
/// <param name="ExitCode">What the README says that it ends with.</param>
internal sealed partial record Example(string Folder, string Command, int ExitCode)
{
    private string[] ReadmeLines => Lines("README.md");

    public static IEnumerable<string> Folders() =>
        Directory.GetDirectories(Path.Combine(Repository.Root, "examples")).Select(path => $"examples/{Path.GetFileName(path)}").Order();

    public static Example Read(string folder)
    {
        var readme = Repository.Read($"{folder}/README.md");
        var command = Regex.Match(readme, $@"^(?:[^#`\n]* )?\./run\.sh {Regex.Escape(folder)}(?: .*)?$", RegexOptions.Multiline);
        var code = ExitCodeWords().Match(readme);
        Assert.True(command.Success && code.Success, $"{folder}/README.md lacks its command or its exit code");
        return new Example(folder, command.Value, int.Parse(code.Groups["code"].Value));
    }

    public byte[] ExpectedOutput() =>
        File.ReadAllBytes(Assert.Single(Directory.GetFiles(Path.Combine(Repository.Root, Folder), "expected-output.*")));

    /// <summary>Lines that stderr has to have. It also has progress, and what the builder says.</summary>
    public string[] ExpectedErrors() => Lines("expected-error.txt");

    /// <summary>The lines that are expected and that the README does not show.</summary>
    public IEnumerable<string> NotInReadme() => Lines("expected-output.txt").Concat(ExpectedErrors()).Except(ReadmeLines);

    private string[] Lines(string name)
    {
        var file = Path.Combine(Repository.Root, Folder, name);
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    [GeneratedRegex(@"ends with exit code (?<code>\d+)")]
    private static partial Regex ExitCodeWords();
}
