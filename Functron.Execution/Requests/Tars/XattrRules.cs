namespace Functron.Execution.Requests.Tars;

/// <summary>Which extended attributes a function finds, and which no file can have.</summary>
internal static class XattrRules
{
    // The kernel's XATTR_NAME_MAX and XATTR_SIZE_MAX.
    private const int LongestName = 255;
    private const int LargestValue = 64 * 1024;
    private const int LargestTogether = 512 * 1024;

    private static readonly string[] Kept = ["security.capability", "system.posix_acl_access", "system.posix_acl_default"];

    /// <summary>
    /// Whether a function finds it. All others are ignored, as the launcher does, because no container may set them. An empty attribute
    /// counts as none: so it is with every PAX record, and the reader of the engine does the same.
    /// </summary>
    public static bool IsKept(KeyValuePair<string, byte[]> xattr) => xattr.Value.Length > 0 && IsKept(xattr.Key);

    public static (string Rule, string Message)? Problem(TarItem item)
    {
        var xattrs = item.Attributes.Xattrs;
        return xattrs.LongestName > LongestName || xattrs.LargestValue > LargestValue || xattrs.Together > LargestTogether
            ? ("xattr", $"it has an extended attribute with a name of more than {LongestName} bytes or a value of more than "
                + $"{LargestValue}, or too many of them.")
            : null;
    }

    private static bool IsKept(string name) =>
        (name.StartsWith("user.", StringComparison.Ordinal) && name.Length > "user.".Length) || Kept.Contains(name);
}
