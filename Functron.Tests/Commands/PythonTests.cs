using Functron.Tests.Docs;
using Functron.Tests.Hosting;

namespace Functron.Tests.Commands;

/// <summary>The Python client: its own tests against a Functron that ./run.sh starts, what they say without one, and the package.</summary>
public sealed class PythonTests
{
    private static readonly string[] OwnTests = ["-m", "unittest", "discover"];

    // High, and this process's own: the port of a Functron that someone works with must not be taken for the tested one.
    private static readonly string Url = $"http://localhost:{20_000 + Environment.ProcessId % 10_000}";

    private static readonly Dictionary<string, string?> Environs = new() { ["FUNCTRON_URL"] = Url, ["PYTHONDONTWRITEBYTECODE"] = "1" };

    private static string Folder => Path.Combine(Repository.Root, "python");

    /// <summary>They fail once, not once for each test.</summary>
    [NeedsFact("python3")]
    public async Task Without_a_server_the_tests_name_the_command_that_starts_one()
    {
        var tests = await Command.RunAsync("python3", OwnTests, Environs, Folder);
        Assert.NotEqual(0, tests.ExitCode);
        Assert.Single(tests.Errors.Split('\n'), line => line.StartsWith("Traceback", StringComparison.Ordinal));
        Assert.Contains($"'./run.sh --urls {Url}' starts one", tests.All, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public async Task Its_tests_pass_on_what_run_sh_starts()
    {
        using var data = new TemporaryDirectory();
        await using var functron = Command.Start("./run.sh", ["--urls", Url], new() { ["Functron__DataDirectory"] = data.Path });
        using var http = new HttpClient();
        await Until.TrueAsync("Functron answers", async () => functron.HasExited || await AnswersAsync(http), about: () => functron.Errors);

        var tests = await Command.RunAsync("python3", OwnTests, Environs, Folder);

        Assert.True(tests.ExitCode == 0, $"{tests.All}\n{functron.Output}\n{functron.Errors}");
        Assert.Matches(@"Ran [1-9]\d* tests", tests.Errors);
        Assert.DoesNotContain("skipped", tests.Errors, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public async Task The_package_can_be_installed_and_imported_elsewhere()
    {
        using var folder = new TemporaryDirectory();
        var (copy, site) = (folder.Combine("copy"), folder.Combine("site"));
        // Installing leaves files beside the sources.
        (await Command.RunAsync("cp", ["-r", Folder, copy])).AssertExitCode(0);
        if ((await Command.RunAsync("python3", ["-c", "import pip, setuptools, wheel"])).ExitCode == 0)
        {
            string[] install = [
                "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--no-index", "--target", site, copy];
            (await Command.RunAsync("python3", ["-m", "pip", "install", .. install])).AssertExitCode(0);
        }
        else
        {
            // Without these tools, what they would install: the package alone.
            Directory.CreateDirectory(site);
            (await Command.RunAsync("cp", ["-r", Path.Combine(copy, "pyfunctron"), site])).AssertExitCode(0);
        }

        const string Program = """
            import os, pyfunctron
            from pyfunctron import *
            folder = os.path.dirname(pyfunctron.__file__)
            assert folder == os.path.join(os.environ["PYTHONPATH"], "pyfunctron"), pyfunctron.__file__
            assert os.path.exists(os.path.join(folder, "py.typed"))
            FunctronInvocation, FunctronResponse, test_connection
            """;
        var imported = await Command.RunAsync(
            "python3", ["-W", "error", "-c", Program], new(Environs) { ["PYTHONPATH"] = site }, folder.Path);
        imported.AssertExitCode(0);
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync($"{Url}/v1/ping");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
