using System.Text;
using Functron.Execution;
using Functron.Execution.Requests.Tars;
using Functron.Execution.Run.ByEngine;
using Functron.Tests.Requests.Tars;

namespace Functron.Tests.Requests.Growth;

public sealed class TarGrowthTests
{
    private const int Small = 64 * 1024;

    /// <summary>A member of nothing, which .NET does not write.</summary>
    private static readonly byte[] Gzipped = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly string Long = new('n', 200);
    private static readonly string Deep = string.Concat(Enumerable.Repeat("d/", 95));

    private static readonly (string Name, Func<int, byte[]> Make)[] Archives =
    [
        Entries("files", i => RawTar.File($"f{i}")),
        Entries("files of one name", _ => RawTar.File("f")),
        Entries("files without content", i => RawTar.Header($"f{i}")),
        Entries("folders", i => RawTar.Header($"d{i}/", '5')),
        Entries("deep folders", i => RawTar.Header($"{Deep[..80]}{i}/x")),
        Entries("deep folders of their own", i => Named($"{i}/{Deep}x")),
        Entries("dots and slashes", i => Named($"{string.Concat(Enumerable.Repeat("./", 500))}/{i}")),
        Entries("a file in a folder's place in turns", i => RawTar.Header(i % 3 == 0 ? "a/b/c" : "a", i % 3 == 2 ? '5' : '0')),
        Entries("long names", i => Named($"{i}{Long}")),
        Entries("long names by PAX records", i => [.. RawTar.Pax(("path", $"{i}{Long}")), .. RawTar.Header("f")]),
        Entries("symbolic links", i => RawTar.Header($"l{i}", '2', link: Long[..90])),
        Entries("long links", i => [.. RawTar.File("././@LongLink", Long + Long, 'K'), .. RawTar.Header($"l{i}", '2')]),
        Entries("hard links", i => i == 0 ? RawTar.File("f") : RawTar.Header($"h{i}", '1', link: "f")),
        Entries("hard links of one another", i => i == 0 ? RawTar.File("h0") : RawTar.Header($"h{i}", '1', link: $"h{i - 1}")),
        Entries("names that are never used", _ => RawTar.File("././@LongLink", Long + Long, 'L')),
        Entries("PAX records that are never used", _ => RawTar.Pax(("path", Long))),
        Entries("empty records for all", _ => RawTar.Header("g", 'g')),
        Entries("wrong entries", i => RawTar.Header($"../{i}")),
        Entries("small extended attributes",
            i => [.. RawTar.Pax(("SCHILY.xattr.user.a", "b"), ("SCHILY.xattr.user.c", "d")), .. RawTar.Header($"f{i}")]),
        Records("many PAX records", (i, _) => ("comment", $"{i}")),
        Records("many paths", (i, _) => ("path", $"p{i}")),
        Records("many extended attributes", (i, _) => ($"SCHILY.xattr.user.a{i}", "b")),
        Records("many extended attributes of one name", (_, _) => ("SCHILY.xattr.user.a", "b")),
        ("records for all, of many extended attributes, and many entries", length =>
            RawTar.Of(
                [RawTar.Pax('g', Text(length / 800, i => RawTar.Record(($"SCHILY.xattr.trusted.a{i}", "b")))),
                .. Enumerable.Range(0, length / 1024).Select(i => RawTar.Header($"f{i}"))])),
        ("an entry with a long PAX record", length => RawTar.Of(RawTar.Pax(("comment", new string('c', length - 100))), RawTar.File("f"))),
        ("a PAX record without an end", length => RawTar.Of(RawTar.Pax('x', new string('1', length - 100)), RawTar.File("f"))),
        ("a large file", length => RawTar.Of(RawTar.File("f", new string('c', length)))),
        ("nothing behind the end", length => [.. RawTar.Of(RawTar.File("f")), .. new byte[length]]),
        ("gzip members of nothing", length => [.. TarMaker.Gzip(RawTar.Of(RawTar.File("f"))), .. Bytes(Gzipped, length)]),
        ("gzip members of a block", length => TarMaker.Gzip([.. Enumerable.Range(0, length / 100).Select(i => RawTar.Header($"f{i}"))])),
        ("a gzip header with a long name",
        length => [0x1F, 0x8B, 8, 0x08, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(new string('n', length)), 0, .. Gzipped[10..]]),
    ];

    public static TheoryData<string> Names => [.. Archives.Select(archive => archive.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Judging_and_rewriting_an_archive_takes_work_in_proportion_to_its_length(string name) => Check(Small, name, Archives, 120);

    /// <summary>Rewritten they are in each entry, for an engine knows none for all.</summary>
    [Fact]
    public void Judging_takes_no_more_for_extended_attributes_that_all_entries_have() => Growth.Check(
        "kept records for all",
        Small,
        length => RawTar.Of(
            [RawTar.Pax('g', Text(length / 800, i => RawTar.Record(($"SCHILY.xattr.user.a{i}", "b")))),
            .. Enumerable.Range(0, length / 1024).Select(i => RawTar.Header($"f{i}"))]),
        archive => Assert.Empty(new TarInspection(new ExecutionOptions()).Inspect(new MemoryStream(archive), CancellationToken.None)),
        mostBytesPerUnit: 60);

    private static (string, Func<int, byte[]>) Entries(string name, Func<int, byte[]> entry) =>
        (name, length => RawTar.Of([.. Enumerable.Range(0, Math.Max(1, length / Math.Max(512, entry(0).Length))).Select(entry)]));

    /// <summary>In one header, which has room for 1 MiB.</summary>
    private static (string, Func<int, byte[]>) Records(string name, Func<int, int, (string Key, string Value)> record) =>
        (name, length => RawTar.Of(RawTar.Pax('x', Text(length / 40, i => RawTar.Record(record(i, length)))), RawTar.File("f")));

    private static byte[] Named(string name) => [.. RawTar.File("././@LongLink", name, 'L'), .. RawTar.Header("f")];

    private static string Text(int count, Func<int, string> token) => string.Concat(Enumerable.Range(0, count).Select(token));

    private static byte[] Bytes(byte[] token, int length) => [.. Enumerable.Repeat(token, length / token.Length).SelectMany(b => b)];

    private static void Check(int small, string name, (string Name, Func<int, byte[]> Make)[] archives, int mostBytesPerUnit)
    {
        var options = new ExecutionOptions();
        Growth.Check(name, small, archives.Single(archive => archive.Name == name).Make, archive =>
        {
            var problems = new TarInspection(options).Inspect(new MemoryStream(archive), CancellationToken.None);
            if (problems.Count > 0)
                return;
            using var rewritten = new RewrittenTar(new MemoryStream(archive), "", options, CancellationToken.None);
            rewritten.CopyTo(Stream.Null);
        }, mostBytesPerUnit);
    }
}
