using System.Diagnostics;
using Functron.FunctionApp.Startup;
using Functron.Tests.Hosting;

namespace Functron.Tests.FunctionApp.Startup;

/// <summary>The app as a process that a Functions host should have started.</summary>
public sealed class StarterProcessTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated")]
    [InlineData("WEBSITE_SITE_NAME", "app")]
    public async Task Started_by_somebody_else_it_says_what_to_do_and_ends_with_2(string variable, string value)
    {
        using var data = new TemporaryDirectory();
        string[] arguments = [Path.Combine(
            AppContext.BaseDirectory, "Functron.FunctionApp.dll"), "--urls=http://127.0.0.1:0", $"--Functron:DataDirectory={data.Path}"];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true };
        start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var words = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal((HostChoice.MissingExitCode, HostChoice.Missing), (process.ExitCode, words.Trim()));
        Assert.Empty(Directory.GetFileSystemEntries(data.Path));
    }
}
