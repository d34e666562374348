using System.Formats.Tar;
using System.IO.Pipelines;
using System.Text;
using Functron.Cli.Requests;
using Functron.Tests.Durable;

namespace Functron.Tests.Tools.Cli;

/// <summary>What the command makes of a folder and of its own standard input.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData("hello", "hello")]
    [InlineData("/some/where/My function (2)/", "My-function--2-")]
    [InlineData("/tmp/.hidden", "hidden")]
    [InlineData("/tmp/__", "function")]
    [InlineData("/", "function")]
    [InlineData("/tmp/äöü", "function")]
    public void A_function_is_named_after_its_folder_as_far_as_Functron_takes_that(string folder, string name) =>
        Assert.Equal(name, FunctionName.Of(folder));

    [Fact]
    public void A_long_name_is_cut_off() => Assert.Equal(new string('a', 63), FunctionName.Of(new string('a', 64)));

    [Fact]
    public async Task A_tar_has_everything_but_the_folders_own_Dockerfile()
    {
        using var folder = new FunctionFolder();
        var main = folder.Write("main.py", "print()");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(main, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        folder.Write("inner/Dockerfile", "FROM scratch");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "link"), "main.py");
        using var bytes = new MemoryStream();

        await FolderTar.WriteAsync(folder.Path, bytes);

        bytes.Position = 0;
        using var tar = new TarReader(bytes);
        var entries = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            Assert.Equal((0, 0), (entry.Uid, entry.Gid));
            entries.Add($"{entry.EntryType} {entry.Name} {entry.LinkName}".TrimEnd());
            if (entry.Name == "main.py")
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, entry.Mode);
                Assert.Equal("print()", await new StreamReader(entry.DataStream!).ReadToEndAsync());
            }
        }

        Assert.Equal(
            ["Directory inner/", "RegularFile inner/Dockerfile", "SymbolicLink link main.py", "RegularFile main.py"], entries);
    }

    [Fact]
    public async Task A_pipe_that_gives_nothing_is_waited_for_3_seconds_and_told()
    {
        var (said, time) = (new List<string>(), new ManualClock());
        var opened = StandardInput.OpenPipeAsync(new Pipe().Reader.AsStream(), waits: false, said.Add, time, default);

        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(opened.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Same(Stream.Null, await opened.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("nothing came on stdin within 3 s, so the function gets none; --stdin - waits for it", Assert.Single(said));
    }

    [Fact]
    public async Task A_pipe_that_was_asked_for_is_waited_for_without_limit()
    {
        var (said, time, pipe) = (new List<string>(), new ManualClock(), new Pipe());
        var opened = StandardInput.OpenPipeAsync(pipe.Reader.AsStream(), waits: true, said.Add, time, default);

        time.Advance(TimeSpan.FromDays(1));
        Assert.False(opened.IsCompleted);
        await pipe.Writer.WriteAsync("late"u8.ToArray());
        await pipe.Writer.CompleteAsync();

        using var reader = new StreamReader(await opened.WaitAsync(TimeSpan.FromSeconds(30)), Encoding.UTF8);
        Assert.Equal("late", await reader.ReadToEndAsync());
        Assert.Empty(said);
    }
}
