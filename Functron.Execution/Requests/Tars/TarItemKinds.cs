namespace Functron.Execution.Requests.Tars;

/// <summary>Which kinds of entries are refused, whatever their names are.</summary>
internal static class TarItemKinds
{
    private const char OldSparse = 'S';

    /// <summary>Whether only a program that knows this kind can read what follows the header.</summary>
    public static bool HidesNext(TarItem item) => item is { Kind: TarKind.Other, Type: OldSparse };

    public static (string Rule, string Message)? Problem(TarItem item) => item switch
    {
        { IsSparse: true } or { Kind: TarKind.Other, Type: OldSparse } =>
            ("sparse", "it is a sparse file, which could unpack to any size. Pack it with its holes filled: GNU tar without -S "
                + "(--sparse), or bsdtar --no-read-sparse."),
        { Kind: TarKind.Other } => ("entry-type", $"it is {Name(item.Type)}; only files, folders and links are taken."),
        _ => null,
    };

    private static string Name(char type) => type switch
    {
        '3' => "a character device",
        '4' => "a block device",
        '6' => "a pipe",
        'V' => "a volume label (GNU tar --label)",
        'D' => "the folder of an incremental archive (GNU tar --incremental, --listed-incremental)",
        'M' => "the rest of a file from another volume (GNU tar --multi-volume)",
        'N' => "a long name as GNU tar wrote it before 1.13",
        'A' => "an access control list (Solaris tar)",
        >= '!' and <= '~' => $"of type '{type}', which only some tar programs know",
        _ => $"of type {(int)type}, which only some tar programs know",
    };
}
