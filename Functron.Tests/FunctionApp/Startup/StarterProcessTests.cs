using System.Diagnostics;
using Functron.FunctionApp.Startup;
using Functron.Tests.Hosting;

namespace Functron.Tests.FunctionApp.Startup;

/// <summary>The app as a process whose settings name a starter, as those of the Azure build do.</summary>
public sealed class StarterProcessTests : IDisposable
{
    private const string Settings = """{ "Starter": { "Signs": ["--started"], "Missing": "Start it with ./func.sh.", "EndsWithIt": true } }""";

    private readonly TemporaryDirectory _app = new();

    public StarterProcessTests()
    {
        Copy(new DirectoryInfo(AppContext.BaseDirectory), _app.Path);
        File.WriteAllText(_app.Combine("functron.json"), Settings);
    }

    public void Dispose() => _app.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task Started_by_somebody_else_it_says_what_to_do_and_ends_with_2()
    {
        using var process = Start("dotnet", Program);
        var words = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(Starter.MissingExitCode, process.ExitCode);
        Assert.Equal("Start it with ./func.sh.", words.Trim());
    }

    [Fact(Timeout = 120_000)]
    public async Task It_does_not_outlive_the_process_that_started_it()
    {
        if (!OperatingSystem.IsLinux())
            return; // only Linux tells of a parent
        using var starter = Start("sh", "-c", "dotnet \"$0\" --started=1 --urls=http://127.0.0.1:0 --Functron:RunPath=engine --Functron:DataDirectory=\"$1\" & echo $!; wait", Program, _app.Combine("data"));
        var child = Process.GetProcessById(int.Parse((await starter.StandardOutput.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture));
        // Until it serves, and so watches.
        string? line;
        do
            line = await starter.StandardOutput.ReadLineAsync();
        while (line is not null && !line.Contains("http://", StringComparison.Ordinal));
        Assert.NotNull(line);
        Assert.False(IsGone(child.Id));
        starter.Kill();

        try
        {
            for (var looks = 0; !IsGone(child.Id) && looks < 200; looks++)
                await Task.Delay(100);
            Assert.True(IsGone(child.Id));
        }
        finally
        {
            if (!IsGone(child.Id))
                child.Kill();
        }
    }

    /// <summary>Also when whoever adopted it does not ask for its end: then it is a zombie.</summary>
    private static bool IsGone(int process)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{process}/stat");
            return status[(status.LastIndexOf(')') + 2)..].StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }

    private string Program => _app.Combine("Functron.FunctionApp.dll");

    private static Process Start(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles())
            file.CopyTo(Path.Combine(to, file.Name));
        foreach (var folder in from.EnumerateDirectories())
            Copy(folder, Path.Combine(to, folder.Name));
    }
}
