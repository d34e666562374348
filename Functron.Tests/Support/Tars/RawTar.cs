using System.Text;

namespace Functron.Tests.Requests.Tars;

/// <summary>Archives with headers that no library writes.</summary>
internal static class RawTar
{
    public const int Block = 512;

    public static readonly byte[] End = new byte[2 * Block];

    /// <param name="fields">Bytes at an offset of the header, which must not be what they usually are.</param>
    public static byte[] Header(
        string name, char type = '0', int size = 0, string link = "", string mode = "0000644", params (int Offset, byte[] Bytes)[] fields)
    {
        var block = new byte[Block];
        Encoding.Latin1.GetBytes(name, block);
        Put(block, 100, mode + "\0" + "0001750\0" + "0001751\0" + Convert.ToString(size, 8).PadLeft(11, '0') + "\0" + "07346545000\0");
        block[156] = (byte)type;
        Put(block, 157, link);
        Put(block, 257, "ustar\000");
        foreach (var (offset, bytes) in fields)
            bytes.CopyTo(block, offset);
        return Sealed(block);
    }

    public static byte[] File(string name, string content = "content", char type = '0', params (int Offset, byte[] Bytes)[] fields) =>
        [.. Header(name, type, content.Length, fields: fields), .. Padded(Encoding.Latin1.GetBytes(content))];

    public static byte[] Pax(params (string Key, string Value)[] records) => Pax('x', string.Concat(records.Select(Record)));

    public static byte[] Pax(char type, string records) => File("PaxHeaders/x", records, type);

    public static string Record((string Key, string Value) record)
    {
        var rest = record.Key.Length + record.Value.Length + 3;
        var length = rest + 1;
        while (rest + $"{length}".Length != length)
            length = rest + $"{length}".Length;
        return $"{length} {record.Key}={record.Value}\n";
    }

    public static byte[] Of(params byte[][] pieces) => [.. pieces.SelectMany(piece => piece), .. End];

    /// <summary>The right check sum.</summary>
    public static byte[] Sealed(byte[] block)
    {
        Seal(block);
        return block;
    }

    public static void Seal(Span<byte> block)
    {
        block.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var b in block)
            sum += b;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block[148..]);
    }

    public static byte[] Padded(byte[] content) => [.. content, .. new byte[-content.Length & (Block - 1)]];

    private static void Put(byte[] block, int offset, string text) => Encoding.Latin1.GetBytes(text).CopyTo(block, offset);
}
