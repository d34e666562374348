using System.Globalization;

namespace Functron.Execution.Run;

/// <summary>Whom a function runs as, in numbers.</summary>
/// <param name="Groups">All supplementary groups, the primary one included.</param>
/// <param name="Home">The value for <c>HOME</c>. Null: the image sets it itself.</param>
internal sealed record ImageUser(uint Uid, uint Gid, IReadOnlyList<uint> Groups, string? Home)
{
    /// <summary>What the kernel allows a process (NGROUPS_MAX, setgroups(2)), and the launcher's own limit.</summary>
    public const int MostGroups = 65_536;

    /// <summary>Why no process can be started as this user. Null when one can.</summary>
    public string? TooManyGroups => Groups.Count <= MostGroups ? null : string.Create(
        CultureInfo.InvariantCulture, $"its user is in {Groups.Count} groups, and a process can have {MostGroups}");

    /// <summary>Finds whom an image's USER means, in the way of Docker at a container's start.</summary>
    /// <param name="user"><c>user[:group]</c>, names or numbers, or empty for root.</param>
    /// <param name="passwd">The image's /etc/passwd, empty when it has none.</param>
    /// <param name="group">Its /etc/group, likewise.</param>
    /// <param name="setsHome">The image's ENV has a HOME.</param>
    /// <exception cref="UnknownUserException">A name that the image does not have, or a number that no user can have.</exception>
    public static ImageUser Resolve(string user, string passwd, string group, bool setsHome)
    {
        // Docker ignores what stands behind a second colon.
        var asked = new Line(user.Split(':'));
        var (name, groupName) = (asked.Text(0), asked.Text(1));
        var users = Lines(passwd);
        var account = name.Length == 0 ? users.FirstOrDefault(u => u.Number(2) == 0)
            : Number(name) is { } number ? users.FirstOrDefault(u => u.Number(2) == number)
            : users.FirstOrDefault(u => u.Text(0) == name);

        var uid = account is not null ? Id(account.Number(2), user) : name.Length == 0 ? 0 : IdOf(name, user);
        var gid = account is not null ? Id(account.Number(3), user) : 0;
        var groups = Lines(group);
        uint[] more = [];
        if (groupName.Length > 0)
        {
            var named = groups.FirstOrDefault(g => Number(groupName) is { } n ? g.Number(2) == n : g.Text(0) == groupName);
            gid = named is not null ? Id(named.Number(2), user) : IdOf(groupName, user);
        }
        else if (account is not null && account.Text(0).Length > 0)
        {
            more = [.. groups.Where(g => g.Text(3).Split(',').Contains(account.Text(0))).Select(g => Id(g.Number(2), user))];
        }

        // HOME follows the number, not the name: of several accounts with one number, the first one counts.
        var home = setsHome ? null : users.FirstOrDefault(u => u.Number(2) == uid)?.Text(5) is { Length: > 0 } directory ? directory : "/";
        return new ImageUser(uid, gid, [.. new[] { gid }.Concat(more).Distinct()], home);
    }

    private static List<Line> Lines(string file) =>
        [.. file.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => new Line(line.Split(':')))];

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static uint Id(long number, string user) =>
        number is >= 0 and < uint.MaxValue ? (uint)number : throw new UnknownUserException(user);

    /// <summary>For a number that no account has.</summary>
    private static uint IdOf(string text, string user) =>
        Number(text) is { } id and >= 0 and <= int.MaxValue ? (uint)id : throw new UnknownUserException(user);

    /// <summary>As forgiving as Docker: a missing field is empty, and a text that is no number is 0.</summary>
    private sealed record Line(string[] Fields)
    {
        public string Text(int field) => Fields.ElementAtOrDefault(field) ?? "";

        public long Number(int field) => ImageUser.Number(Text(field)) ?? 0;
    }
}

/// <summary>The image's USER names somebody whom the image does not have: the user's failure.</summary>
internal sealed class UnknownUserException(string user) : Exception(
    $"The image's USER \"{user}\" is no user or group of its /etc/passwd and /etc/group, nor a number from 0 to {int.MaxValue}.");
