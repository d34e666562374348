namespace Functron.Execution.Requests.Tars;

/// <summary>
/// The fields of a header that PAX records replace. Records for one entry come before records for all entries that follow.
/// </summary>
internal sealed class PaxOverrides(PaxOverrides? shared)
{
    private const string XattrPrefix = "SCHILY.xattr.";

    // The content of such a file is a map and what lies between its holes.
    private const string SparsePrefix = "GNU.sparse.";

    private static readonly string[] Keys = ["path", "linkpath", "size", "uid", "gid", "mtime"];

    private readonly PaxOverrides? _shared = shared;
    private readonly byte[]?[] _values = new byte[]?[Keys.Length];
    private bool _isSparse;

    public byte[]? Path => Value(0);

    public byte[]? Target => Value(1);

    public byte[]? Size => Value(2);

    public byte[]? Owner => Value(3);

    public byte[]? Group => Value(4);

    public byte[]? Mtime => Value(5);

    public Xattrs Xattrs { get; private set; } = shared?.Xattrs ?? Xattrs.None;

    public bool IsSparse => _isSparse || _shared is { IsSparse: true };

    /// <summary>Adds records. The later of two records with the same key counts. An empty value takes an earlier one back.</summary>
    /// <returns>What is wrong with them. Null when nothing is.</returns>
    public string? Add(ReadOnlySpan<byte> records)
    {
        var xattrs = new List<KeyValuePair<string, byte[]>>();
        while (PaxRecord.HasNext(records))
        {
            if (!PaxRecord.TryTake(ref records, out var record))
                return "its PAX records are malformed";
            var key = TarText.Of(record.Key);
            var known = Array.IndexOf(Keys, key);
            if (known >= 0)
                _values[known] = record.Value.ToArray();
            else if (key.StartsWith(XattrPrefix, StringComparison.Ordinal))
                xattrs.Add(new(key[XattrPrefix.Length..], record.Value.ToArray()));
            _isSparse |= key.StartsWith(SparsePrefix, StringComparison.Ordinal);
        }

        Xattrs = Xattrs.With(xattrs);
        return null;
    }

    private byte[]? Value(int key) => (_values[key] ?? _shared?.Value(key)) is { Length: > 0 } value ? value : null;
}

/// <summary>"LENGTH KEY=VALUE\n"; a value may hold any byte.</summary>
internal readonly ref struct PaxRecord(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
{
    public ReadOnlySpan<byte> Key { get; } = key;

    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>Some programs fill the block with zero bytes and count these, too.</summary>
    public static bool HasNext(ReadOnlySpan<byte> records) => records.Length > 0 && records[0] != 0;

    public static bool TryTake(ref ReadOnlySpan<byte> records, out PaxRecord record)
    {
        record = default;
        var digits = records.IndexOf((byte)' ');
        if (digits < 0 || !TarNumber.TryDecimal(records[..digits], records.Length, out var length) || length < digits + 3
            || records[(int)length - 1] != '\n')
            return false;

        var text = records[(digits + 1)..((int)length - 1)];
        var end = text.IndexOfAny((byte)'=', (byte)0);
        if (end < 0 || text[end] != '=')
            return false;
        record = new PaxRecord(text[..end], text[(end + 1)..]);
        records = records[(int)length..];
        return true;
    }
}
