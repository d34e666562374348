using Functron.Tests.Docs;
using Functron.Tests.EndToEnd;

namespace Functron.Tests.Commands;

/// <summary><c>./run.sh FOLDER</c> over the whole way: a Functron of its own, real containers, output and exit codes.</summary>
[Collection(CommandsCollection.Name)]
public sealed class RunCommandTests(ServedFunctron functron) : IClassFixture<ServedFunctron>, IDisposable
{
    private const int Limit = 480_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("functron-run-");

    public static TheoryData<string> Examples => new(Example.Folders());

    public void Dispose() => _work.Delete(recursive: true);

    [Fact(Timeout = Limit)]
    public async Task Where_none_listens_it_starts_a_Functron_for_this_one_call_and_ends_it()
    {
        var (url, data) = (ServedFunctron.FreeUrl(), _work.CreateSubdirectory("data").FullName);

        var result = await Command.RunAsync(
            "./run.sh", ["examples/hello-python", "--url", url], new() { ["Functron__DataDirectory"] = data }, limit: Patience);

        result.AssertExitCode(0);
        Assert.Equal(Repository.Read("examples/hello-python/expected-output.txt"), result.Output);
        Assert.Contains($"functron: starting Functron on {url} for this call", result.ErrorLines);
        await new InstallationListing(data).RemoveAsync();
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"{url}/v1/ping"));
    }

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Examples))]
    public async Task An_example_does_as_its_README_says(string folder)
    {
        var example = Example.Read(folder);

        // Word for word, but for the service's address. It may be more than one program.
        var line = example.Command.Replace($"./run.sh {folder}", $"./run.sh {folder} --url {functron.Url}", StringComparison.Ordinal);
        var result = await Command.RunAsync("bash", ["-o", "pipefail", "-c", line], limit: Patience);

        result.AssertExitCode(example.ExitCode);
        Assert.Equal(example.ExpectedOutput(), result.Stdout);
        Assert.Empty(example.NotInReadme());
        Assert.Empty(example.ExpectedErrors().Except(result.ErrorLines));
    }

    [Fact(Timeout = Limit)]
    public async Task Bytes_come_back_as_they_went_in()
    {
        byte[] bytes = [0xff, 0xfe, 0, .. "no newline"u8];
        var file = Path.Combine(_work.FullName, "bytes");
        await File.WriteAllBytesAsync(file, bytes);

        var result = await RunAsync("FROM busybox\nCMD cat\n", "--stdin", file);

        result.AssertExitCode(0);
        Assert.Equal(bytes, result.Stdout);
    }

    [Fact(Timeout = Limit)]
    public async Task The_functions_exit_code_is_the_commands()
    {
        var result = await RunAsync("FROM busybox\nCMD exit 3\n");

        result.AssertExitCode(3);
        Assert.Equal("", result.Output);
    }

    [Fact(Timeout = Limit)]
    public async Task An_address_after_an_equals_sign_is_the_one_that_is_called()
    {
        var result = await Command.RunAsync(
            "./run.sh", [FolderOf("FROM busybox\nCMD true\n"), $"--url={functron.Url}"], limit: Patience);

        result.AssertExitCode(0);
        Assert.DoesNotContain("for this call", result.Errors, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task A_refused_request_ends_with_65()
    {
        var result = await RunAsync("FROM busybox\nADD a b\nCMD true\n");

        result.AssertExitCode(65);
        Assert.Equal("", result.Output);
        Assert.Contains("functron: Functron answered 400", result.ErrorLines);
    }

    [Fact(Timeout = Limit)]
    public async Task An_interrupt_cancels_the_function_and_ends_with_130()
    {
        var folder = FolderOf("FROM busybox\nCMD echo begun; sleep 300\n");
        await using var command = Command.Start("./run.sh", [folder, "--url", functron.Url]);
        await command.SaysAsync("functron: running\n", Patience);

        command.Interrupt();

        var result = await command.EndAsync(Patience);
        result.AssertExitCode(130);
        Assert.Contains("functron: cancelled", result.ErrorLines);
    }

    private Task<CommandResult> RunAsync(string dockerfile, params string[] options) =>
        Command.RunAsync("./run.sh", [FolderOf(dockerfile), "--url", functron.Url, .. options], limit: Patience);

    private string FolderOf(string dockerfile)
    {
        var folder = _work.CreateSubdirectory("function").FullName;
        File.WriteAllText(Path.Combine(folder, "Dockerfile"), dockerfile);
        return folder;
    }
}
