namespace Functron.Tests.Commands;

/// <summary>
/// A test that is left out, with the reason in words, where the machine lacks a program. scripts/test-tools.sh installs most of them.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsFactAttribute : FactAttribute
{
    /// <summary>An engine whose socket can be mounted: one of this machine.</summary>
    public const string Socket = "a local socket of the engine";

    /// <param name="needs">
    /// Names of programs on the PATH, of images with a slash or colon in their names, <see cref="Socket"/>, or <c>root</c>.
    /// </param>
    public NeedsFactAttribute(params string[] needs)
    {
        if (needs.Where(need => !Has(need)).ToList() is { Count: > 0 } missing)
            Skip = $"This machine lacks {string.Join(", ", missing)}.";
    }

    private static bool Has(string need) => need switch
    {
        "root" => Environment.IsPrivilegedProcess,
        Socket => new Docker().Socket is not null,
        _ when need.Contains(':', StringComparison.Ordinal) => Docker.Has(need),
        _ => Folders().Any(folder => File.Exists(Path.Combine(folder, need))),
    };

    private static IEnumerable<string> Folders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(["/usr/sbin", "/sbin"])
            .Where(folder => folder.Length > 0);
}
