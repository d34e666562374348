using Functron.Hosting.Configuration;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.Hosting.Configuration;

public sealed class HostDataDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("/state", "/home/me", "/state/functron")]
    [InlineData(null, "/home/me", "/home/me/.local/state/functron")]
    [InlineData("", "/home/me", "/home/me/.local/state/functron")]
    [InlineData("relative", "/home/me", "/home/me/.local/state/functron")]
    public void Is_below_the_users_state_directory_by_default(string? state, string home, string expected)
    {
        if (OperatingSystem.IsWindows())
            return;
        var variables = new Dictionary<string, string?> { ["XDG_STATE_HOME"] = state, ["HOME"] = home };

        Assert.Equal(expected, HostDataDirectory.Locate(Configured(null), variables.GetValueOrDefault));
    }

    [Fact]
    public void Without_a_home_it_has_to_be_configured()
    {
        if (OperatingSystem.IsWindows())
            return;

        var refused = Assert.Throws<StartFailedException>(() => HostDataDirectory.Locate(Configured(null), _ => null));

        Assert.Contains(HostDataDirectory.Key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configured_one_is_made_absolute() =>
        Assert.Equal(
            Path.Combine(Directory.GetCurrentDirectory(), "some", "where"),
            HostDataDirectory.Locate(Configured(Path.Combine("some", "where")), _ => null));

    [Fact]
    public void Is_made_for_its_owner_only()
    {
        var path = _directory.Combine("a", "b");

        HostDataDirectory.Prepare(path);

        Assert.Empty(Directory.EnumerateFileSystemEntries(path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public void One_that_cannot_be_made_is_refused_with_its_name()
    {
        File.WriteAllText(_directory.Combine("file"), "");
        var path = _directory.Combine("file", "data");

        var refused = Assert.Throws<StartFailedException>(() => HostDataDirectory.Prepare(path));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(HostDataDirectory.Key, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static IConfiguration Configured(string? path) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(HostDataDirectory.Key, path)]).Build();
}
