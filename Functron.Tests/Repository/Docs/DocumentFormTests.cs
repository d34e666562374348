namespace Functron.Tests.Docs;

public sealed class DocumentFormTests
{
    private const int LongestReadme = 150;

    [Fact]
    public void The_readme_stays_short() =>
        Assert.InRange(File.ReadLines(Path.Combine(Repository.Root, "README.md")).Count(), 1, LongestReadme);
}
