using Functron.FunctionApp;
using Functron.FunctionApp.Startup;

namespace Functron.Tests.FunctionApp.Startup;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("functron-test-").FullName;
    private readonly string _folder;

    public DataFolderTests() => _folder = Path.Combine(_parent, "data");

    public static TheoryData<string> Foreign =>
        ["notes.txt", "launcher/notes.txt", "payloads/staging/x", "runs/exp1/model.bin", "durable/other.db", "project/durable/durable.db"];

    public static TheoryData<string> OfTheLastVersion => ["durable/durable.db", "payloads/content/installation"];

    [Fact]
    public void One_that_is_missing_or_empty_is_made_and_marked_for_its_owner_only()
    {
        DataFolder.Claim(_folder);
        Assert.Equal([DataFolder.Marker], Names());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, DataFolder.Marker)));
        }

        DataFolder.Claim(_folder);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void One_with_somebody_elses_files_is_refused_and_left_as_it_is(string file)
    {
        Add(file);
        var refused = Assert.Throws<OptionsException>(() => DataFolder.Claim(_folder));
        Assert.Contains(_folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains(file.StartsWith("project", StringComparison.Ordinal) ? "project" : file, refused.Message, StringComparison.Ordinal);
        Assert.Contains(DataFolder.Marker, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, DataFolder.Marker)));
        Assert.True(File.Exists(Path.Combine(_folder, file)));
    }

    [Theory]
    [MemberData(nameof(OfTheLastVersion))]
    public void One_of_the_last_version_is_taken_whatever_is_in_its_folders(string proof)
    {
        Add(proof);
        foreach (var file in new[] { "launcher/notes.txt", "payloads/staging/x", "runs/exp1/model.bin", "lost+found/x", ".hidden",
            ".cache/x" })
            Add(file);
        DataFolder.Claim(_folder);
        Assert.Contains(DataFolder.Marker, Names());
        Assert.Contains(Path.Combine("runs", "exp1", "model.bin"), Names());
    }

    [Fact]
    public void One_of_the_last_version_with_other_things_beside_is_refused_until_it_is_marked()
    {
        Add("durable/durable.db");
        Add("notes.txt");
        Assert.Throws<OptionsException>(() => DataFolder.Claim(_folder));
        Add(DataFolder.Marker);
        DataFolder.Claim(_folder);
        Assert.Contains("notes.txt", Names());
    }

    [Fact]
    public void What_a_file_system_has_in_every_directory_is_beside_the_point()
    {
        Add("lost+found/x");
        Add(".snapshot/x");
        Directory.CreateDirectory(Path.Combine(_folder, "runs"));
        DataFolder.Claim(_folder);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void One_in_which_others_may_write_is_refused(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows())
            return;
        DataFolder.Claim(_folder);
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | more);
        var refused = Assert.Throws<OptionsException>(() => DataFolder.Claim(_folder));
        Assert.Contains("chmod go-w", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12345, false)]
    [InlineData(10081, true)]
    public void Root_takes_none_of_another_user_but_that_of_the_image(int owner, bool taken)
    {
        // Only root can give a folder away.
        if (!Environment.IsPrivilegedProcess || !OperatingSystem.IsLinux())
            return;
        Directory.CreateDirectory(_folder);
        using (var chown = System.Diagnostics.Process.Start("chown", [$"{owner}", _folder]))
            chown.WaitForExit();
        if (taken)
        {
            DataFolder.Claim(_folder);
            return;
        }

        var refused = Assert.Throws<OptionsException>(() => DataFolder.Claim(_folder));
        Assert.Contains($"user {owner}", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Names());
    }

    [Fact]
    public void One_that_cannot_be_made_is_told_in_words()
    {
        File.WriteAllText(_folder, "");
        var refused = Assert.Throws<OptionsException>(() => DataFolder.Claim(_folder));
        Assert.Contains("Functron:DataDirectory", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    private void Add(string file)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }

    private List<string> Names() =>
        [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder, path))
            .Order(StringComparer.Ordinal)];
}
