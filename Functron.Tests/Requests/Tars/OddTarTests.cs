using Functron.Execution;
using Functron.Execution.Requests.Tars;

namespace Functron.Tests.Requests.Tars;

public sealed class OddTarTests
{
    public static TheoryData<string> Good => [.. OddTars.Good.Keys];

    public static TheoryData<string> Bad => [.. OddTars.Bad.Keys];

    [Theory]
    [MemberData(nameof(Good))]
    public void What_other_programs_take_is_taken(string name) => Assert.Empty(Inspect(OddTars.Good[name]));

    [Theory]
    [MemberData(nameof(Good))]
    public void It_is_taken_packed_too(string name)
    {
        Assert.Empty(Inspect(TarMaker.Gzip(OddTars.Good[name])));
        Assert.Empty(Inspect(TarMaker.Bzip2(OddTars.Good[name])));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_refused_is_told_by_entry_and_cause(string name)
    {
        var (tar, rule, said) = OddTars.Bad[name];
        var problem = Assert.Single(Inspect(tar));
        Assert.Equal(rule, problem.Rule);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void It_is_refused_packed_too(string name) =>
        Assert.Equal(OddTars.Bad[name].Rule, Assert.Single(Inspect(TarMaker.Gzip(OddTars.Bad[name].Tar))).Rule);

    [Fact]
    public void A_name_is_shown_as_text_without_what_would_spoil_a_message() =>
        Assert.Contains(
            "\"\u00fcn\uFFFDx\"", Assert.Single(Inspect(RawTar.Of(RawTar.Header("\u00c3\u00bcn\nx", '6')))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Folders_that_only_paths_make_are_counted()
    {
        var tar = RawTar.Of([.. Enumerable.Range(0, 3).Select(i => RawTar.File($"{i}/a/b/c"))]);
        Assert.Empty(new TarInspection(new ExecutionOptions { MaxTarEntries = 9 }).Inspect(new MemoryStream(tar), default));
        var inspection = new TarInspection(new ExecutionOptions { MaxTarEntries = 8 });
        Assert.Equal("entries", Assert.Single(inspection.Inspect(new MemoryStream(tar), default)).Rule);
    }

    private static IReadOnlyList<(string Rule, string Message)> Inspect(byte[] tar) =>
        new TarInspection(new ExecutionOptions()).Inspect(new MemoryStream(tar), default);
}
