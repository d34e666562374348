using System.Text;
using BadTar = (byte[] Tar, string Rule, string Said);

namespace Functron.Tests.Requests.Tars;

/// <summary>Archives as some tools write them, or nearly.</summary>
internal static class OddTars
{
    private static readonly byte[] Last = RawTar.File("last");

    /// <summary>What GNU tar, the engine or both take.</summary>
    public static IReadOnlyDictionary<string, byte[]> Good { get; } = new Dictionary<string, byte[]>
    {
        ["an owner of 2^32-2 in base 256"] = Of(RawTar.File("f", fields: (108, [0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFE]))),
        ["an owner of 2^31 in PAX"] = Of(RawTar.Pax(("uid", "2147483648")), RawTar.File("f")),
        ["an owner of 2^32-1, which is none"] = Of(RawTar.Pax(("uid", "4294967295"), ("gid", "4294967295")), RawTar.File("f")),
        ["a newline in a PAX value"] = Of(RawTar.Pax(("SCHILY.xattr.user.a", "1\n2")), RawTar.File("f")),
        ["zero bytes in a PAX value"] = Of(RawTar.Pax(("SCHILY.xattr.user.a", "\0\u00ff\0"), ("comment", "\0")), RawTar.File("f")),
        ["a ustar version of two zero bytes"] = Of(RawTar.File("f", fields: (263, [0, 0]))),
        ["a folder without a type"] = Of(RawTar.Header("d/", '\0'), RawTar.File("d/f", type: '\0')),
        ["a folder of a file's type"] = Of(RawTar.Header("d/"), RawTar.File("d/f")),
        ["a repeated PAX key"] = Of(RawTar.Pax(("path", "one"), ("path", "two"), ("mtime", "1"), ("mtime", "2.5")), RawTar.File("f")),
        ["a folder with a size"] = Of(RawTar.Header("d/", '5', size: 4096, mode: "0000755"), RawTar.File("d/f")),
        ["a symbolic link with a size"] = Of(RawTar.Header("l", '2', size: 5, link: "f")),
        ["a hard link with a size"] = Of(RawTar.File("f"), RawTar.Header("h", '1', size: 5, link: "f")),
        ["a time before 1970 in PAX"] = Of(RawTar.Pax(("mtime", "-86400.5")), RawTar.File("f")),
        ["a time before 1970 in base 256"] =
            Of(RawTar.File("f", fields: (136, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xB3]))),
        ["a folder and a link from before 1970"] =
            Of(RawTar.Pax(("mtime", "-1")), RawTar.Header("d/", '5'), RawTar.Pax(("mtime", "-1")), RawTar.Header("l", '2', link: "x")),
        ["a time after 2262"] = Of(RawTar.Pax(("mtime", "99999999999.5")), RawTar.File("f")),
        ["a symbolic link out of the folder"] =
            Of(
                RawTar.Header("l", '2', link: "../../up"),
                RawTar.Header("a", '2', link: "/etc/passwd"),
                RawTar.Header("d/e/l", '2', link: "../../../etc")),
        ["a contiguous file"] = Of(RawTar.File("f", type: '7')),
        ["entries behind a lone zero block"] = [.. RawTar.File("f"), .. new byte[RawTar.Block], .. RawTar.File("unseen"), .. RawTar.End],
        ["what is no header behind a lone zero block"] =
            [.. RawTar.File("f"), .. new byte[RawTar.Block], .. Encoding.ASCII.GetBytes(new string('x', RawTar.Block)), .. RawTar.End],
        ["PAX records filled up with zero bytes"] = Of(RawTar.Pax('x', RawTar.Record(("path", "two")) + "\0\0\0"), RawTar.File("f")),
        ["PAX records of Sun's type"] = Of(RawTar.Pax('X', RawTar.Record(("path", "two"))), RawTar.File("f")),
        ["PAX records for all entries"] =
            Of(RawTar.Pax('g', RawTar.Record(("mtime", "77")) + RawTar.Record(("gid", "4711"))), RawTar.File("f"),
            RawTar.Pax(("mtime", "8")), RawTar.File("g")),
        ["PAX records with nothing behind them"] = Of(RawTar.File("f"), RawTar.Pax(("path", "two")))[..^(RawTar.End.Length + Last.Length)],
        ["a field of blanks"] = Of(RawTar.File("f", fields: (108, Bytes("        ")))),
        ["a field that begins with a tab"] = Of(RawTar.File("f", fields: (108, Bytes("\t00175\t\0")))),
        ["an owner that goes away from the file of a hard link"] =
            Of(RawTar.File("f", fields: (100, Bytes("0004755\0"))),
            RawTar.Header("h", '1', link: "f", mode: "0000600", fields: (108, Bytes("0000005\0")))),
        ["a hard link to a symbolic link"] = Of(RawTar.Header("l", '2', link: "../x"), RawTar.Header("h", '1', link: "l")),
        ["a hard link to itself"] = Of(RawTar.File("f"), RawTar.Header("f", '1', link: "./f")),
        ["a folder that a file replaces"] = Of(RawTar.Header("d/", '5'), RawTar.File("d/f"), RawTar.File("d", "file")),
        ["a file that a folder replaces"] = Of(RawTar.File("d", "file"), RawTar.Header("d/", '5'), RawTar.File("d/f")),
        ["a folder twice"] =
            Of(
                RawTar.Header("d/", '5', mode: "0000755"),
                RawTar.File("d/f"),
                RawTar.Pax(("mtime", "5")),
                RawTar.Header("d/", '5', mode: "0001700")),
        ["attributes that no container may set"] =
            Of(RawTar.Pax(("SCHILY.xattr.trusted.a", "1"), ("SCHILY.xattr.odd", "1"), ("SCHILY.xattr.user.", "1"),
            ("SCHILY.xattr.user.b", "x"), ("SCHILY.xattr.user.c", "")), RawTar.File("f")),
        ["attributes of a hard link"] =
            Of(
                RawTar.Pax(("SCHILY.xattr.user.a", "1")),
                RawTar.File("f"),
                RawTar.Pax(("SCHILY.xattr.user.a", "2")),
                RawTar.Header("h", '1', link: "f")),
        ["names that are no text"] = Of(RawTar.File("\u00ff\u00fe"), RawTar.Header("l\u00e4", '2', link: "\u0080")),
        ["a long name and a long target"] =
            Of(RawTar.Pax(("path", $"{new string('a', 200)}/{new string('b', 200)}")), RawTar.File("f"),
            RawTar.Pax(("linkpath", new string('c', 300))), RawTar.Header("l", '2')),
        ["folders that no entry makes"] = Of(RawTar.File("a/b/c")),
    };

    /// <summary>What is refused: the entry's number and name, and the cause.</summary>
    public static IReadOnlyDictionary<string, BadTar> Bad { get; } = new Dictionary<string, BadTar>
    {
        ["letters for an owner"] =
            (Of(Last, RawTar.File("a/b", fields: (108, Bytes("00017z0\0")))), "corrupt", "entry 2 \"a/b\": the owner's field is no number"),
        ["letters for a group"] =
            (Of(RawTar.File("a/b", fields: (116, Bytes("zz\0")))), "corrupt", "entry 1 \"a/b\": the group's field is no number"),
        ["letters for a size"] = (Of(RawTar.Header("a", fields: (124, Bytes("9")))), "corrupt", "the size's field is no number"),
        ["letters for a mode"] = (Of(RawTar.File("a", fields: (100, Bytes("rwx")))), "corrupt", "the mode's field is no number"),
        ["letters for a time"] = (Of(RawTar.File("a", fields: (136, Bytes("now")))), "corrupt", "the time's field is no number"),
        ["a size below 0"] =
            (Of(RawTar.Header("a", fields: (124, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]))), "corrupt",
            "the size's field is no number"),
        ["an owner below 0"] =
            (Of(RawTar.File("a", fields: (108, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE]))), "corrupt",
            "its owner, -2, is not from 0 to 4294967295"),
        ["an owner of 2^32"] =
            (Of(RawTar.File("a", fields: (108, [0x80, 0, 0, 1, 0, 0, 0, 0]))), "corrupt", "its owner, 4294967296, is not"),
        ["an owner below 0 in PAX"] =
            (Of(RawTar.Pax(("uid", "-2")), RawTar.File("a")), "corrupt", "entry 1 \"a\": its PAX record \"uid\" is no number"),
        ["letters for a group in PAX"] =
            (Of(RawTar.Pax(("gid", "abc")), RawTar.File("a")), "corrupt", "its PAX record \"gid\" is no number"),
        ["letters for a size in PAX"] =
            (Of(RawTar.Pax(("size", "5x")), RawTar.File("a")), "corrupt", "its PAX record \"size\" is no number"),
        ["letters for a time in PAX"] =
            (Of(RawTar.Pax(("mtime", "1.5x")), RawTar.File("a")), "corrupt", "its PAX record \"mtime\" is no time"),
        ["a zero byte in a PAX path"] =
            (Of(RawTar.Pax(("path", "a\0b")), RawTar.File("f")), "corrupt", "its PAX record \"path\" has a zero byte"),
        ["a zero byte in a PAX target"] =
            (Of(RawTar.Pax(("linkpath", "a\0b")), RawTar.Header("l", '2')), "corrupt", "its PAX record \"linkpath\" has a zero byte"),
        ["a zero byte in a PAX key"] = (Of(RawTar.Pax(("pa\0th", "a")), RawTar.File("f")), "corrupt", "its PAX records are malformed"),
        ["a PAX length that is wrong"] =
            (Of(RawTar.Pax('x', "99 path=two\n"), RawTar.File("f")), "corrupt", "entry 1 \"f\": its PAX records are malformed"),
        ["a wrong check sum"] =
            (Of(Last, [.. RawTar.Header("a")[..100], 1, .. RawTar.Header("a")[101..]]), "corrupt",
            "entry 2: the check sum of its header is wrong"),
        ["a cut content"] =
            (RawTar.File("a", new string('x', 2000))[..1500], "corrupt", "entry 1 \"a\": the archive ends within its content"),
        ["a cut header"] = ([.. Last, .. RawTar.Header("a")[..300]], "corrupt", "entry 2: the archive ends within its header"),
        ["a sparse file"] = (Of(RawTar.Header("s", 'S')), "sparse", "entry 1 \"s\": it is a sparse file"),
        ["a sparse file in PAX"] = (Of(RawTar.Pax(("GNU.sparse.major", "1")), RawTar.File("s")), "sparse", "bsdtar --no-read-sparse"),
        ["a volume label"] = (Of(RawTar.Header("backup", 'V')), "entry-type", "entry 1 \"backup\": it is a volume label"),
        ["an incremental archive"] = (Of(RawTar.File("d/", "Yfile\0", 'D')), "entry-type", "incremental archive"),
        ["the rest of another volume"] = (Of(RawTar.File("m", type: 'M')), "entry-type", "another volume"),
        ["a pipe"] = (Of(RawTar.Header("p", '6')), "entry-type", "entry 1 \"p\": it is a pipe"),
        ["a device"] = (Of(RawTar.Header("p", '3')), "entry-type", "it is a character device"),
        ["an unknown type"] = (Of(RawTar.Header("p", 'Q')), "entry-type", "it is of type 'Q'"),
        ["a symbolic link to nothing"] = (Of(RawTar.Header("l", '2')), "path", "it is a symbolic link to nothing"),
        ["a name that no folder takes"] =
            (Of(RawTar.Pax(("path", new string('n', 256))), RawTar.File("f")), "path-length", "more than 255 bytes"),
        ["an attribute that no file takes"] =
            (Of(RawTar.Pax(("SCHILY.xattr.user." + new string('n', 251), "1")), RawTar.File("f")), "xattr", "extended attribute"),
        ["a hard link to what it replaces"] =
            (Of(RawTar.File("d/f"), RawTar.Header("d", '1', link: "d/f")), "hard-link", "lies in the folder that it would replace"),
        ["a hard link to what was replaced"] =
            (
                Of(RawTar.File("d/f"), RawTar.File("d"), RawTar.Header("d/", '5'), RawTar.Header("h", '1', link: "d/f")),
                "hard-link",
                "no earlier file"),
    };

    private static byte[] Of(params byte[][] pieces) => RawTar.Of([.. pieces, Last]);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
