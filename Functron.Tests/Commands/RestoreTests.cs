using Functron.Tests.Docs;
using Functron.Tests.Hosting;

namespace Functron.Tests.Commands;

/// <summary>What <c>dotnet publish</c> says where the packages cannot be restored.</summary>
[Trait("Engine", "None")]
public sealed class RestoreTests
{
    [Fact]
    public async Task It_fails_and_names_a_package_that_is_missing()
    {
        using var folder = new TemporaryDirectory();
        var empty = Directory.CreateDirectory(folder.Combine("empty")).FullName;
        foreach (var file in ProjectFiles())
        {
            var copy = folder.Combine("clone", file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository.Root, file), copy);
        }

        var published = await PublishedApp.PublishAsync(
            folder.Combine("none"), [$"-p:RestoreSources={empty}", $"-p:RestorePackagesPath={empty}/packages"], folder.Combine("clone"));

        published.AssertExitCode(1);
        Assert.Matches(@"error NU110[013]: .*Microsoft\.", published.All);
    }

    private static IEnumerable<string> ProjectFiles() =>
    [
        "global.json",
        .. Directory.GetFiles(Repository.Root, "Directory.*").Select(file => Path.GetFileName(file)),
        .. Directory.GetDirectories(Repository.Root, "Functron.*")
            .Select(folder => Path.Combine(Path.GetFileName(folder), Path.GetFileName(folder) + ".csproj"))
            .Where(file => File.Exists(Path.Combine(Repository.Root, file))),
    ];
}
