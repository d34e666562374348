namespace Functron.Execution.Launcher;

/// <summary>Whom a function runs as, in numbers.</summary>
/// <param name="Groups">All supplementary groups, the primary one included.</param>
/// <param name="Home">Value for <c>HOME</c>; null: the image sets it itself.</param>
public sealed record ImageUser(int Uid, int Gid, IReadOnlyList<int> Groups, string? Home)
{
    private const int PasswdFields = 7;
    private const int GroupFields = 4;

    /// <summary>Resolves an image's USER as Docker does at a container's start.</summary>
    /// <param name="user"><c>user[:group]</c>, names or numbers, or empty for root.</param>
    /// <param name="passwd">The image's /etc/passwd, empty when it has none.</param>
    /// <param name="group">Its /etc/group, likewise.</param>
    /// <param name="setsHome">The image's ENV has a HOME.</param>
    /// <exception cref="UnknownUserException">A name that the image does not have, or a number that no user can have.</exception>
    public static ImageUser Resolve(string user, string passwd, string group, bool setsHome)
    {
        var colon = user.IndexOf(':', StringComparison.Ordinal);
        var (name, groupName) = colon < 0 ? (user, "") : (user[..colon], user[(colon + 1)..]);
        var users = Lines(passwd, PasswdFields);
        var account = name.Length == 0 ? users.FirstOrDefault(u => u[2] == "0")
            : long.TryParse(name, out var number) ? users.FirstOrDefault(u => Number(u[2]) == number)
            : users.FirstOrDefault(u => u[0] == name);

        var uid = account is not null ? Id(account[2], user) : name.Length == 0 ? 0 : Id(name, user);
        var gid = account is not null ? Id(account[3], user) : 0;
        var groups = Lines(group, GroupFields);
        int[] more = [];
        if (groupName.Length > 0)
        {
            var named = groups.FirstOrDefault(g => long.TryParse(groupName, out var n) ? Number(g[2]) == n : g[0] == groupName);
            gid = Id(named is not null ? named[2] : groupName, user);
        }
        else if (account is not null)
        {
            more = [.. groups.Where(g => g[3].Split(',').Contains(account[0])).Select(g => Id(g[2], user))];
        }

        // HOME follows the number, not the name: of several accounts of one number the first one's counts.
        var home = setsHome ? null : users.FirstOrDefault(u => Number(u[2]) == uid)?[5] is { Length: > 0 } directory ? directory : "/";
        return new ImageUser(uid, gid, [.. new[] { gid }.Concat(more).Distinct()], home);
    }

    private static List<string[]> Lines(string file, int fields) =>
        [.. file.Split('\n').Select(line => line.TrimEnd('\r').Split(':')).Where(line => line.Length >= fields)];

    private static long? Number(string text) => long.TryParse(text, out var number) ? number : null;

    private static int Id(string text, string user) =>
        Number(text) is { } id and >= 0 and <= int.MaxValue ? (int)id : throw new UnknownUserException(user);
}

/// <summary>The image's USER names somebody whom the image does not have: the user's failure.</summary>
public sealed class UnknownUserException(string user) : Exception($"The image's USER \"{user}\" is no user or group of its /etc/passwd and /etc/group, nor a number from 0 to {int.MaxValue}.");
