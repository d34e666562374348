using Functron.Execution.Run;

namespace Functron.Tests.Execution.Launcher;

/// <summary>As Docker resolves USER at a container's start.</summary>
public sealed class ImageUserTests
{
    private const string Passwd = """
        root:x:0:0:root:/root:/bin/sh
        daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
        app:x:1000:100::/home/app:/bin/sh
        twin:x:1000:200::/home/twin:/bin/sh
        nohome:x:7:7:::/bin/sh
        broken line
        """;

    private const string Group = """
        root:x:0:
        wheel:x:10:root,app
        users:x:100:
        video:x:44:app,twin
        more:x:45:twin
        broken
        """;

    [Theory]
    [InlineData("", 0, 0, "0 10", "/root")]
    [InlineData("root", 0, 0, "0 10", "/root")]
    [InlineData("app", 1000, 100, "100 10 44", "/home/app")]
    [InlineData("1000", 1000, 100, "100 10 44", "/home/app")]
    [InlineData("twin", 1000, 200, "200 44 45", "/home/app")]
    [InlineData("app:video", 1000, 44, "44", "/home/app")]
    [InlineData("app:0", 1000, 0, "0", "/home/app")]
    [InlineData("app:4711", 1000, 4711, "4711", "/home/app")]
    [InlineData("4711", 4711, 0, "0", "/")]
    [InlineData("4711:users", 4711, 100, "100", "/")]
    [InlineData(":video", 0, 44, "44", "/root")]
    [InlineData("nohome", 7, 7, "7", "/")]
    public void A_user_becomes_numbers(string user, uint uid, uint gid, string groups, string home)
    {
        var resolved = ImageUser.Resolve(user, Passwd, Group, setsHome: false);
        Assert.Equal((uid, gid, groups, home), (resolved.Uid, resolved.Gid, string.Join(' ', resolved.Groups), resolved.Home));
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("1000", 1000, 0)]
    [InlineData("1000:7", 1000, 7)]
    public void An_image_without_accounts_knows_numbers_and_root(string user, uint uid, uint gid)
    {
        var resolved = ImageUser.Resolve(user, "", "", setsHome: false);
        Assert.Equal((uid, gid, "/"), (resolved.Uid, resolved.Gid, resolved.Home));
    }

    [Theory]
    [InlineData("nosuch")]
    [InlineData("app:nosuch")]
    [InlineData("99999999999")]
    [InlineData("-1")]
    [InlineData("app:99999999999")]
    [InlineData("2147483648")]
    [InlineData("1.5")]
    public void Nobody_is_the_users_failure_and_named(string user)
    {
        var failure = Assert.Throws<UnknownUserException>(() => ImageUser.Resolve(user, Passwd, Group, setsHome: false));
        Assert.Contains($"\"{user}\"", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app:44:7", "app:x:1000:100::/home/app:/bin/sh", 1000, 44)]
    [InlineData("app", "app:x:1000:100", 1000, 100)]
    [InlineData("app", "app:x:abc:100::/:/bin/sh", 0, 100)]
    [InlineData("app", "  app:x:1000:100::/:/bin/sh \r", 1000, 100)]
    [InlineData("app", "app", 0, 0)]
    [InlineData("app", "app:x:4294967294:4294967294::/:/bin/sh", 4294967294, 4294967294)]
    [InlineData("+5", "", 5, 0)]
    [InlineData("007", "", 7, 0)]
    public void Odd_accounts_are_read_as_Docker_reads_them(string user, string passwd, uint uid, uint gid)
    {
        var resolved = ImageUser.Resolve(user, passwd + "\n", "", setsHome: false);
        Assert.Equal((uid, gid), (resolved.Uid, resolved.Gid));
    }

    [Fact]
    public void A_home_that_the_image_sets_is_left_alone() =>
        Assert.Null(ImageUser.Resolve("app", Passwd, Group, setsHome: true).Home);
}
