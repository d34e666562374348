using System.Text;

namespace Functron.Tests.Requests.Tars;

/// <summary>
/// Changes an archive a little, as a tool of another kind or a fault might have done. The same seed makes the same changes.
/// </summary>
internal sealed class TarMutator(Random random)
{
    private const int Block = RawTar.Block;

    private static readonly (int Offset, int Length)[] Numbers = [(100, 8), (108, 8), (116, 8), (124, 12), (136, 12)];

    private static readonly string[] NumberValues =
    [
        "", " ", "0", "7", "0000644\0", "  644 \0", " 755\0x", "\t17\0", "\0" + "17", "0777777", "x", "12x4", "9", "0000000 ",
        "7777777777777",
        "\u0080\0\0\0\u00ff\u00ff\u00ff\u00fe", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00fb\u00ff\u00ff\u00ff\u00f0",
        "\u0080\0\0\0\0\0\0\u0009",
    ];

    private static readonly string[] Names = ["a", "a/", "a/b", "main.py", "main.py/", "folder", "folder/", "./folder/x", "new/deep/file",
        ".", "./", "..", "a/../b", "/abs", "", "h\u00c3\u00a4", "folder/file.txt"];

    private static readonly (string Key, string Value)[] Records =
    [
        ("path", "pax/path"), ("path", "folder/"), ("path", "main.py"), ("path", ""), ("path", "a\0b"), ("path", "../up"),
        ("linkpath", "main.py"), ("linkpath", ""), ("size", "5"),
        ("size", "0"), ("size", "x"), ("uid", "0"), ("uid", "4294967294"), ("uid", "4294967295"), ("uid", "4294967296"), ("uid", "-2"),
        ("uid", ""), ("gid", "77"), ("gid", "abc"),
        ("mtime", "1.5"), ("mtime", "-5.25"), ("mtime", "1700000000.123456789123"), ("mtime", "99999999999"), ("mtime", "5."),
        ("mtime", ".5"), ("mtime", "x"), ("mtime", "1.5x"),
        ("atime", "1"), ("comment", "any\0thing\n"), ("SCHILY.xattr.user.a", "1\n2"), ("SCHILY.xattr.user.b", "\0\u00ff"),
        ("SCHILY.xattr.trusted.c", "1"), ("SCHILY.xattr.user.", "1"),
        ("SCHILY.xattr.odd", "1"), ("GNU.sparse.major", "1"), ("", "x"), ("uname", "root"), ("hdrcharset", "BINARY"), ("k\0ey", "x"),
    ];

    public byte[] Mutate(byte[] tar)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
            tar = Once([.. tar]);
        return tar;
    }

    private byte[] Once(byte[] tar)
    {
        var headers = Headers(tar);
        if (headers.Count == 0)
            return tar;
        var at = headers[random.Next(headers.Count)];
        switch (random.Next(14))
        {
            case 0:
                tar[at + random.Next(Block)] = (byte)random.Next(256);
                return MaybeSeal(tar, at);
            case 1 or 2 or 3:
                var (offset, length) = Numbers[random.Next(Numbers.Length)];
                Put(tar.AsSpan(at + offset, length), Pick(NumberValues));
                return MaybeSeal(tar, at);
            case 4:
                tar[at + 156] = (byte)Pick(
                    ["0", "\0", "1", "2", "3", "5", "6", "7", "x", "g", "L", "K", "X", "V", "M", "D", "S", "A", "Q"])[0];
                return MaybeSeal(tar, at);
            case 5:
                Put(tar.AsSpan(at, 100), Pick(Names));
                return MaybeSeal(tar, at);
            case 6:
                Put(tar.AsSpan(at + 157, 100), Pick(Names));
                return MaybeSeal(tar, at);
            case 7:
                Put(tar.AsSpan(at + 257, 8), Pick(["ustar\000", "ustar\0\0\0", "ustar  \0", "", "ustar", "USTAR\000"]));
                return MaybeSeal(tar, at);
            case 8:
                Put(tar.AsSpan(at + 345, 155), Pick(["prefix", "", "a/b", "./x"]));
                return MaybeSeal(tar, at);
            case 9:
                return tar[..(random.Next(3) == 0 ? random.Next(1, tar.Length) : random.Next(1, tar.Length / Block) * Block)];
            case 10:
                return [.. tar[..at], .. new byte[Block * random.Next(1, 3)], .. tar[at..]];
            case 11:
                var other = headers[random.Next(headers.Count)];
                return [.. tar[..at], .. tar[other..Next(tar, other)], .. tar[at..]];
            case 12:
                var records = string.Concat(
                    Enumerable.Range(0, random.Next(1, 4)).Select(_ => RawTar.Record(Records[random.Next(Records.Length)])));
                return [.. tar[..at], .. RawTar.Pax(random.Next(6) == 0 ? 'g' : 'x', records + (random.Next(8) == 0 ? "\0\0\0" : "")),
                    .. tar[at..]];
            default:
                return [.. tar[..at], .. RawTar.File("././@LongLink", Pick(Names) + "\0", random.Next(2) == 0 ? 'L' : 'K'), .. tar[at..]];
        }
    }

    private byte[] MaybeSeal(byte[] tar, int at)
    {
        if (random.Next(8) > 0)
            RawTar.Seal(tar.AsSpan(at, Block));
        return tar;
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];

    private static void Put(Span<byte> field, string text)
    {
        field.Clear();
        var bytes = Encoding.Latin1.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, field.Length)).CopyTo(field);
    }

    private static List<int> Headers(byte[] tar)
    {
        var headers = new List<int>();
        for (var at = 0; at + Block <= tar.Length && tar.AsSpan(at, Block).ContainsAnyExcept((byte)0); at = Next(tar, at))
            headers.Add(at);
        return headers;
    }

    private static int Next(byte[] tar, int header)
    {
        long size = 0;
        foreach (var b in tar.AsSpan(header + 124, 11))
            size = b is >= (byte)'0' and <= (byte)'7' ? size * 8 + b - '0' : size;
        var next = header + Block + (tar[header + 156] is (byte)'1' or (byte)'2' or (byte)'5' ? 0 : (size + Block - 1) / Block * Block);
        return (int)Math.Min(next, tar.Length);
    }
}
