using System.Globalization;
using System.Text.RegularExpressions;
using Functron.Tests.Execution.Engine;
using Xunit.Abstractions;

namespace Functron.Tests.Requests.Tars;

/// <summary>
/// Archives of many tools, and seeded mutations of them: the gate, the launcher and GNU tar take the same ones and make the same trees of
/// them, and what the engine would get instead gives that tree too. FUNCTRON_TAR_MUTATIONS and FUNCTRON_TAR_SEED make it longer and other,
/// FUNCTRON_TAR_FOLDER adds the archives of a folder, as they are and mutated.
/// </summary>
public sealed class TarDifferentialTests(ITestOutputHelper output) : EngineTest
{
    // What GNU tar refuses and we take: a field of blanks is 0 for the engine and others; POSIX has it that a record without value takes
    // an earlier one back; a name without bytes is the header's; a file may take a folder's place, as it may on the engine; the size of
    // what has no content, of a folder or a link, may be any number, as it may for the engine. Its quotes are read byte by byte.
    private static readonly Regex OnlyGnuRefuses = new(
        """Blanks in header|Malformed extended header: invalid \w+=\n|Substituting `\.' for empty"""
        + """|Cannot create symlink to (?:''|\u00e2\u0080\u0098\u00e2\u0080\u0099)|out of off_t range"""
        + """|Is a directory|Directory not empty|Directory renamed|File exists""");

    // What GNU tar takes and we refuse: a name cut off by a zero byte, letters behind a time, an archive cut off within a header.
    private static readonly Regex OnlyWeRefuse = new("has a zero byte|is no time|ends within its header|is no tar archive");

    // It takes "." for a name without bytes.
    private static readonly Regex NamesAnew = new("Substituting `\\.' for empty");

    private static int Mutations =>
        int.Parse(Environment.GetEnvironmentVariable("FUNCTRON_TAR_MUTATIONS") ?? "200", CultureInfo.InvariantCulture);

    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("FUNCTRON_TAR_SEED") ?? "12", CultureInfo.InvariantCulture);

    [Fact(Timeout = 300_000)]
    public async Task What_each_tool_packs_is_taken_and_unpacked_alike()
    {
        TarSample[] samples = [.. ToolTars.Names.Select(
            name => new TarSample(name.Replace(".tar", "", StringComparison.Ordinal), ToolTars.Read(name)))];
        Assert.InRange(samples.Length, 20, 100);
        Assert.All(samples, sample => Assert.True(sample.IsTaken, $"{sample.Name}: {string.Join(' ', sample.Problems)}"));
        await CompareAsync(samples);
    }

    [Fact(Timeout = 600_000)]
    public async Task Mutated_archives_are_judged_and_unpacked_alike()
    {
        byte[][] sources = [.. ToolTars.Names.Select(ToolTars.Read), .. ToolTars.OfFolder().Select(archive => archive.Tar)];
        var mutator = new TarMutator(new Random(Seed));
        TarSample[] samples = [.. Enumerable.Range(0, Mutations)
            .Select(i => new TarSample($"{i:D6}", mutator.Mutate(sources[i % sources.Length])))];
        Assert.InRange(samples.Count(sample => sample.IsTaken), samples.Length / 10, samples.Length * 9 / 10);
        TarSample[] asTheyAre = [.. ToolTars.OfFolder().Select(archive => new TarSample(archive.Name, archive.Tar))];
        foreach (var refused in asTheyAre.Where(sample => !sample.IsTaken))
            output.WriteLine($"{refused.Name}: {string.Join(' ', refused.Problems.Select(p => p.Message))}");
        await CompareAsync([.. asTheyAre, .. samples]);
    }

    private async Task CompareAsync(TarSample[] samples)
    {
        var trees = await TreeContainer.CompareAsync(samples);
        Assert.Equal(samples.Length, trees.Count);
        var differences = trees.Join(samples, tree => tree.Name, sample => sample.Name, (tree, sample) => Difference(sample, tree))
            .OfType<string>().ToArray();
        output.WriteLine(
            $"{samples.Length} archives: {samples.Count(s => s.IsTaken)} taken, {samples.Count(s => s.IsDamaged)} damaged, the rest "
            + $"against a rule; {differences.Length} differences");
        Assert.True(
            differences.Length == 0, $"{differences.Length} of {samples.Length} differ:\n{string.Join("\n\n", differences.Take(10))}");
    }

    /// <returns>Null when all agree.</returns>
    private static string? Difference(TarSample sample, UnpackedTrees trees)
    {
        var about = $"{sample.Name}: gate [{string.Join(' ', sample.Problems.Select(p => p.Message))}] launcher {trees.Launcher.Code} "
            + $"{trees.Launcher.Said} GNU tar {trees.Gnu.Code} {trees.Gnu.Said}";
        if (sample.IsTaken)
        {
            if (trees.Launcher.Code != 0)
                return $"Only the gate takes {about}";
            if (trees.Rewritten is not { Code: 0 } && !OnlyGnuRefuses.IsMatch(trees.Rewritten!.Said))
                return $"What the engine gets is refused ({trees.Rewritten.Said}): {about}";
            if (trees.Rewritten.Code == 0 && trees.Rewritten.Lines != trees.Launcher.Lines)
                return $"The engine's tree is another than the launcher's: {about}\n{Both(trees.Launcher.Lines, trees.Rewritten.Lines)}";
            if (trees.Gnu.Code != 0)
                return OnlyGnuRefuses.IsMatch(trees.Gnu.Said) || IsEmpty(sample) ? null : $"GNU tar refuses {about}";
            return trees.Gnu.Lines == trees.Launcher.Lines || IsGlobalToGnu(sample) || NamesAnew.IsMatch(trees.Gnu.Said)
                ? null
                : $"GNU tar's tree is another: {about}\n{Both(trees.Gnu.Lines, trees.Launcher.Lines)}";
        }

        if (!sample.IsDamaged)
            return null;
        if (trees.Launcher.Code == 0)
            return $"The launcher takes {about}";
        return trees.Gnu.Code != 0 || OnlyWeRefuse.IsMatch(sample.Problems[0].Message) ? null : $"GNU tar takes {about}";
    }

    /// <summary>Zeros alone, of which GNU tar wants whole blocks.</summary>
    private static bool IsEmpty(TarSample sample) => !sample.Tar.AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>
    /// A second global header makes GNU tar forget the first, of an attribute in one it loses the name, and of a record that one repeats it
    /// takes the first; POSIX has it that they add up and the last one counts.
    /// </summary>
    private static bool IsGlobalToGnu(TarSample sample)
    {
        var globals = Enumerable.Range(0, sample.Tar.Length / RawTar.Block).Count(i => sample.Tar[i * RawTar.Block + 156] == 'g');
        return globals > 1 || (globals == 1 && (sample.Tar.AsSpan().IndexOf("SCHILY.xattr"u8) >= 0 || RepeatsTime(sample.Tar)));
    }

    private static bool RepeatsTime(ReadOnlySpan<byte> tar) => tar.Count(" mtime="u8) > 1;

    private static string Both(string a, string b)
    {
        string[] left = a.Split('\n');
        string[] right = b.Split('\n');
        return string.Join('\n', left.Except(right).Select(line => "- " + line).Concat(right.Except(left).Select(line => "+ " + line)));
    }
}
