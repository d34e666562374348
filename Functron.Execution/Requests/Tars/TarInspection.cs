using System.Formats.Tar;

namespace Functron.Execution.Requests.Tars;

/// <summary>Judges an archive entry by entry, without unpacking it anywhere.</summary>
internal sealed class TarInspection(ExecutionOptions options)
{
    private const int ProblemsNamed = 20;

    // All names together: 100,000 entries with names of 4,096 characters would otherwise stay in memory.
    private const long NamesLimit = 16 * 1024 * 1024;

    private readonly EntryTree _tree = new();
    private readonly List<(string Rule, string Message)> _problems = [];
    private long _names;
    private int _entries;
    private long _entryEnd;

    /// <summary>Reads a whole archive. It blocks, as decompression does.</summary>
    /// <param name="archive">Seekable.</param>
    public IReadOnlyList<(string Rule, string Message)> Inspect(Stream archive, CancellationToken cancellationToken)
    {
        try
        {
            if (TarCompression.Unpack(archive) is not { } unpacked)
                return [("format", "TarFile is neither a plain nor a gzip nor a bzip2 tar.")];

            using var metered = new MeteredStream(unpacked, options.MaxTarUnpackedBytes, cancellationToken);
            using var tar = new TarReader(metered, leaveOpen: true);
            while (_problems.Count < ProblemsNamed && Next(tar, metered) is { } entry)
                Judge(entry);
            if (_problems.Count < ProblemsNamed)
                CheckEnd(metered);
        }
        catch (TarRefusedException e)
        {
            _problems.Add((e.Rule, e.Message));
        }
        catch (Exception e) when (IsOfTheArchive(e))
        {
            _problems.Add(("corrupt", $"TarFile cannot be read as a tar archive; its entry {_entries + 1} is damaged, cut off or no tar entry."));
        }

        return _problems;
    }

    /// <returns>Null at the end. Some programs leave out its mark: then the archive ends where an entry does.</returns>
    private TarEntry? Next(TarReader tar, MeteredStream metered)
    {
        TarEntry? entry;
        try
        {
            entry = tar.GetNextEntry();
        }
        catch (EndOfStreamException) when (metered.Count == _entryEnd)
        {
            return null;
        }
        catch (Exception e) when (IsOfTheArchive(e) && metered.LastBlock[TarHeader.TypeOffset] == (byte)TarEntryType.SparseFile)
        {
            throw new TarRefusedException("sparse", "TarFile has a sparse file, which could unpack to any size.");
        }

        // The reader does not look at check sums, the engine that unpacks does.
        if (entry is not null && !TarHeader.SumMatches(metered.LastBlock))
            throw new InvalidDataException("The check sum of an entry is wrong.");
        if (entry is not null)
            _entryEnd = metered.Count + (entry.Length + TarHeader.Block - 1) / TarHeader.Block * TarHeader.Block;
        return entry;
    }

    /// <summary>
    /// The readers throw all kinds of things at damaged bytes; what is no fault of the bytes is the medium's failure and
    /// the caller's cancellation.
    /// </summary>
    private static bool IsOfTheArchive(Exception e) =>
        e is EndOfStreamException or not (TarRefusedException or IOException or OperationCanceledException or OutOfMemoryException);

    private void Judge(TarEntry entry)
    {
        if (++_entries > options.MaxTarEntries)
            throw new TarRefusedException("entries", $"TarFile has more than {options.MaxTarEntries} entries, the most that is taken.");
        if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
            return;

        _names += entry.Name.Length + entry.LinkName.Length;
        if (_names > NamesLimit)
            throw new TarRefusedException("names", $"The names in TarFile have more than {NamesLimit} characters together.");

        foreach (var problem in TarEntryRules.Check(entry, _tree))
            _problems.Add(problem);
    }

    private void CheckEnd(MeteredStream metered)
    {
        // Reading on also checks the compression's own sums, and counts what a bomb hides behind the last entry.
        var rest = new byte[4096];
        while (metered.Read(rest) > 0)
        {
        }

        if (_entries == 0 && metered.Count < TarHeader.Block)
            throw new TarRefusedException("format", "TarFile is no tar archive.");
    }
}
