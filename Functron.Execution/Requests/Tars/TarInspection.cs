namespace Functron.Execution.Requests.Tars;

/// <summary>Judges an archive entry by entry, without unpacking it anywhere.</summary>
internal sealed class TarInspection(ExecutionOptions options)
{
    private const int ProblemsNamed = 20;

    // All names together: 100,000 entries with names of 4,000 bytes would otherwise stay in memory.
    private const long NamesLimit = 16 * 1024 * 1024;

    // So too with extended attributes: where the engine unpacks they are in memory until it has read the whole archive.
    private const long XattrsLimit = 64 * 1024 * 1024;

    /// <summary>
    /// How many times its own size a packed archive may unpack to. Deflate can do no more than 1,032 times; bzip2 can do 700,000 times
    /// with nothing but zeros.
    /// </summary>
    private const long MostTimes = 1100;

    /// <summary>A packed archive may always unpack to so many bytes, however small it is.</summary>
    private const long AlwaysTaken = 8 * 1024 * 1024;

    // The smallest block of bzip2, in bytes: programs that write many streams fill at least one in each, but for the last.
    private const long SmallestStream = 100_000;

    private readonly EntryTree _tree = new();
    private readonly List<(string Rule, string Message)> _problems = [];
    private long _names;
    private long _xattrs;
    private int _entries;

    /// <summary>Reads a whole archive. It blocks, as decompression does.</summary>
    /// <param name="archive">Seekable.</param>
    public IReadOnlyList<(string Rule, string Message)> Inspect(Stream archive, CancellationToken cancellationToken)
    {
        try
        {
            if (TarCompression.Unpack(archive, 1 + options.MaxTarUnpackedBytes / SmallestStream) is not { } unpacked)
                return [("format", "TarFile is neither a plain nor a gzip nor a bzip2 tar.")];

            using var metered = new MeteredStream(unpacked, LimitsOf(archive, isPacked: unpacked != archive), cancellationToken);
            var reader = new TarItemReader(metered);
            while (_problems.Count < ProblemsNamed && reader.Next() is { } item)
                Judge(item);
            if (_problems.Count < ProblemsNamed)
                CheckEnd(metered);
        }
        catch (TarRefusedException e)
        {
            _problems.Add((e.Rule, e.Message));
        }

        return _problems;
    }

    private MeterLimits LimitsOf(Stream archive, bool isPacked) => new(
        options.MaxTarUnpackedBytes,
        isPacked ? Math.Max(AlwaysTaken, MostTimes * archive.Length) : long.MaxValue,
        MostTimes,
        TimeSpan.FromSeconds(options.TarInspectionSeconds));

    private void Judge(TarItem item)
    {
        if (++_entries > options.MaxTarEntries)
            throw new TarRefusedException("entries", $"TarFile has more than {options.MaxTarEntries} entries, the most that is taken.");
        _names += item.Name.Length + item.Target.Length;
        if (_names > NamesLimit)
            throw new TarRefusedException("names", $"The names in TarFile have more than {NamesLimit} bytes together.");
        _xattrs += item.Attributes.OwnXattrs;
        if (_xattrs > XattrsLimit)
            throw new TarRefusedException("xattrs", $"The extended attributes in TarFile have more than {XattrsLimit} bytes together.");

        foreach (var (rule, message) in TarEntryRules.Check(item, _tree))
        {
            var problem = (rule, $"TarFile: entry {item.Number} \"{TarText.Shown(item.Name)}\": {message}");
            if (TarItemKinds.HidesNext(item))
                throw new TarRefusedException(problem.rule, problem.Item2);
            _problems.Add(problem);
        }

        if (_tree.ImpliedFolders > options.MaxTarEntries)
            throw new TarRefusedException(
                "entries", $"The paths in TarFile make more than {options.MaxTarEntries} folders that are no entries, the most that is "
                + "taken.");
    }

    private static void CheckEnd(MeteredStream metered)
    {
        // Reading on also checks the compression's own sums, and counts what a bomb hides behind the last entry.
        var rest = new byte[4096];
        while (metered.Read(rest) > 0)
        {
        }
    }
}
