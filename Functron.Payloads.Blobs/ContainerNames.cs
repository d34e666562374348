namespace Functron.Payloads.Blobs;

/// <summary>
/// The names that a blob container may have: 3 to 63 lower-case letters, digits and single hyphens, with a letter or digit at each end
/// (learn.microsoft.com, "Naming and referencing containers, blobs, and metadata").
/// </summary>
internal static class ContainerNames
{
    /// <exception cref="BlobOptionsException">No container can be called that.</exception>
    public static string Check(string name) => IsName(name)
        ? name
        : throw new BlobOptionsException(
            $"\"{name}\" is no name of a blob container: 3 to 63 lower-case letters, digits and single hyphens, a letter or digit at "
                + "each end.");

    private static bool IsName(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name[0] != '-'
        && name[^1] != '-'
        && !name.Contains("--", StringComparison.Ordinal);
}
