using System.Formats.Tar;
using System.Globalization;
using System.Runtime.InteropServices;
using Functron.Tests.Docs;
using Xunit.Abstractions;

namespace Functron.Tests.Commands;

/// <summary>
/// The launcher's checked-in programs are what its sources give, and small enough to be linked into each run; no archive takes it much
/// longer than another one of its size; and nothing that it reads harms it.
/// </summary>
[Trait("Engine", "None")]
public sealed class LauncherTests(ITestOutputHelper output)
{
    private const int Largest = 65_536;
    private const double SlowestSeconds = 10;

    [Fact]
    public async Task The_checked_in_programs_are_built_again_bit_for_bit()
    {
        var check = await Command.RunAsync("launcher/build.sh", ["--check"]);
        // Which architecture was left out, and why.
        output.WriteLine(check.Output);
        check.AssertExitCode(0);
    }

    [Theory]
    [InlineData("x64")]
    [InlineData("arm64")]
    public void Each_program_is_small(string architecture) =>
        Assert.InRange(new FileInfo(ProgramOf(architecture)).Length, 1, Largest);

    /// <summary>Looking at all the records again for each entry would take most of a minute.</summary>
    [NeedsFact("bash")]
    public async Task Many_entries_behind_many_records_for_all_are_unpacked_in_little_time()
    {
        var folder = Directory.CreateTempSubdirectory("functron-launcher-");
        try
        {
            var tar = Path.Combine(folder.FullName, "tar");
            await WriteTarAsync(tar);
            var architecture = RuntimeInformation.OSArchitecture == Architecture.X64 ? "x64" : "arm64";
            // Its own work, not the kernel's: a busy machine does not change that.
            var timed = await Command.RunAsync(
                "bash", ["-c", "LC_ALL=C; TIMEFORMAT=%U; time \"$@\" >\"$0/status\"", folder.FullName, ProgramOf(architecture), "--unpack",
                    $"{folder.FullName}/data", tar]);

            timed.AssertExitCode(0);
            Assert.InRange(double.Parse(timed.Errors, CultureInfo.InvariantCulture), 0, SlowestSeconds);
            Assert.Equal(60_000, Directory.EnumerateFiles(Path.Combine(folder.FullName, "data", "many")).Count());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Ten seconds for each target; the seed and a failed input's file are in the output.</summary>
    [NeedsFact("gcc")]
    public async Task Nothing_that_it_reads_harms_it()
    {
        var fuzz = await Command.RunAsync("launcher/fuzz.sh", ["10"]);
        output.WriteLine(fuzz.Output);
        fuzz.AssertExitCode(0);
    }

    private static string ProgramOf(string architecture) => Path.Combine(Repository.Root, "launcher", "built", $"launcher-{architecture}");

    private static async Task WriteTarAsync(string path)
    {
        await using var file = File.Create(path);
        await using var writer = new TarWriter(file, TarEntryFormat.Pax);
        var records = Enumerable.Range(1, 4000).ToDictionary(number => $"k{number}", _ => "v");
        await writer.WriteEntryAsync(new PaxGlobalExtendedAttributesTarEntry(records));
        await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "many/"));
        for (var number = 1; number <= 60_000; number++)
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, $"many/{number}"));
    }
}
