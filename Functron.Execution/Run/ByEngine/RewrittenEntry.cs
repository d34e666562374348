using System.Globalization;
using System.Text;
using Functron.Execution.Requests.Tars;

namespace Functron.Execution.Run.ByEngine;

/// <summary>An entry's header in the form of POSIX, after PAX records for what does not fit its fields.</summary>
internal static class RewrittenEntry
{
    private const int NameLength = 100;

    // The engine knows times from 1970 to 2262 only. Earlier and later times become these two, with the launcher, too.
    private const long LatestTime = long.MaxValue / 1_000_000_000;

    public static byte[] Header(UnpackedEntry entry)
    {
        var (mtime, fraction) = Time(entry.Attributes);
        var block = new byte[TarHeader.Block];
        var records = new MemoryStream();
        Name(block.AsSpan(0, NameLength), "path", entry.Kind == TarKind.Folder ? entry.Path + "/" : entry.Path, records);
        var target = entry.Kind is TarKind.SymbolicLink or TarKind.HardLink ? entry.Target : "";
        Name(block.AsSpan(157, NameLength), "linkpath", target, records);
        Number(block.AsSpan(100, 8), "mode", entry.Attributes.Mode, records);
        Number(block.AsSpan(108, 8), "uid", entry.Attributes.Owner, records);
        Number(block.AsSpan(116, 8), "gid", entry.Attributes.Group, records);
        Number(block.AsSpan(124, 12), "size", entry.Size, records);
        Number(block.AsSpan(136, 12), "mtime", mtime, records);
        if (fraction > 0)
            Record(records, "mtime", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{mtime}.{fraction:D9}")));
        foreach (var (name, value) in entry.Attributes.Xattrs)
            Record(records, "SCHILY.xattr." + name, value);

        Seal(block, entry.Kind switch
        {
            TarKind.Folder => '5',
            TarKind.SymbolicLink => '2',
            TarKind.HardLink => '1',
            _ => '0',
        });
        return records.Length == 0 ? block : [.. RecordsHeader(records.Length), .. Padded(records.ToArray()), .. block];
    }

    private static (long Seconds, int Fraction) Time(TarAttributes attributes) => attributes.Mtime switch
    {
        < 0 => (0, 0),
        >= LatestTime => (LatestTime, 0),
        var seconds => (seconds, attributes.MtimeFraction),
    };

    private static byte[] RecordsHeader(long length)
    {
        var block = new byte[TarHeader.Block];
        "records"u8.CopyTo(block);
        Octal(block.AsSpan(100, 8), 0);
        Octal(block.AsSpan(108, 8), 0);
        Octal(block.AsSpan(116, 8), 0);
        Octal(block.AsSpan(124, 12), length);
        Octal(block.AsSpan(136, 12), 0);
        Seal(block, 'x');
        return block;
    }

    private static void Name(Span<byte> field, string key, string name, MemoryStream records)
    {
        var bytes = TarText.ToBytes(name);
        if (bytes.Length <= NameLength)
            bytes.CopyTo(field);
        else
            Record(records, key, bytes);
    }

    private static void Number(Span<byte> field, string key, long number, MemoryStream records)
    {
        var fits = number < 1L << 3 * (field.Length - 1);
        Octal(field, fits ? number : 0);
        if (!fits)
            Record(records, key, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
    }

    private static void Octal(Span<byte> field, long number) =>
        Encoding.ASCII.GetBytes(Convert.ToString(number, 8).PadLeft(field.Length - 1, '0'), field);

    private static void Record(MemoryStream records, string key, ReadOnlySpan<byte> value)
    {
        // The length counts its own digits.
        var rest = key.Length + value.Length + 3;
        var length = rest + Digits(rest);
        if (Digits(length) > Digits(rest))
            length++;
        records.Write(TarText.ToBytes(string.Create(CultureInfo.InvariantCulture, $"{length} {key}=")));
        records.Write(value);
        records.WriteByte((byte)'\n');
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    private static byte[] Padded(byte[] content) => [.. content, .. new byte[-content.Length & (TarHeader.Block - 1)]];

    private static void Seal(Span<byte> block, char type)
    {
        block[156] = (byte)type;
        "ustar\000"u8.CopyTo(block[257..]);
        block.Slice(148, 8).Fill((byte)' ');
        var sum = 0L;
        foreach (var b in block)
            sum += b;
        Octal(block.Slice(148, 7), sum);
        block[154] = 0;
    }
}
