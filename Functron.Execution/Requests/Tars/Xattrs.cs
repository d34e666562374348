using System.Collections;

namespace Functron.Execution.Requests.Tars;

/// <summary>
/// The extended attributes of an entry that a function finds, in the order in which they are set. The same name may come twice.
/// Attributes that all entries share are kept once.
/// </summary>
internal sealed class Xattrs : IEnumerable<KeyValuePair<string, byte[]>>
{
    private readonly Xattrs? _before;
    private readonly List<KeyValuePair<string, byte[]>> _added = [];

    private Xattrs(Xattrs? before)
    {
        _before = before;
        (LongestName, LargestValue, Together) = before is null ? (0, 0, 0) : (before.LongestName, before.LargestValue, before.Together);
    }

    public static Xattrs None { get; } = new((Xattrs?)null);

    /// <summary>Characters of the longest name. Attributes that no function finds count, too, here and below.</summary>
    public int LongestName { get; private set; }

    /// <summary>Bytes.</summary>
    public int LargestValue { get; private set; }

    /// <summary>Bytes of all names and values.</summary>
    public long Together { get; private set; }

    /// <summary>These attributes, and then the others.</summary>
    public Xattrs With(IReadOnlyCollection<KeyValuePair<string, byte[]>> others)
    {
        if (others.Count == 0)
            return this;
        var all = new Xattrs(this);
        foreach (var xattr in others)
            all.Add(xattr);
        return all;
    }

    public IEnumerator<KeyValuePair<string, byte[]>> GetEnumerator()
    {
        var parts = new Stack<Xattrs>();
        for (var part = this; part is not null; part = part._before)
            parts.Push(part);
        return parts.SelectMany(part => part._added).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(KeyValuePair<string, byte[]> xattr)
    {
        LongestName = Math.Max(LongestName, xattr.Key.Length);
        LargestValue = Math.Max(LargestValue, xattr.Value.Length);
        Together += xattr.Key.Length + xattr.Value.Length;
        if (XattrRules.IsKept(xattr))
            _added.Add(xattr);
    }
}
