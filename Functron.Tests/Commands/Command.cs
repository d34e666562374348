using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Functron.Tests.Docs;

namespace Functron.Tests.Commands;

/// <summary>
/// A program that a test runs from the repository's folder, with a closed standard input. What it starts is in its process group, which
/// ends with this object.
/// </summary>
internal sealed class Command : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private Command(Process process) => _process = process;

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors => Text(_errors);

    public bool HasExited => _process.HasExited;

    /// <param name="environment">Variables to set; a null value removes one.</param>
    /// <param name="folder">Where it runs; the repository's folder if null.</param>
    public static Command Start(string program, string[] arguments, Dictionary<string, string?>? environment = null, string? folder = null)
    {
        // A session of its own makes a process group of its own. On other systems than Linux a child may outlive its test.
        var start = new ProcessStartInfo(OperatingSystem.IsLinux() ? "setsid" : program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Repository.Root,
        };
        if (OperatingSystem.IsLinux())
            start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // Neither the developer's own Functron nor the tests' own build may change what is tested.
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment.Remove(name);
            if (value is not null)
                start.Environment[name] = value;
        }

        var command = new Command(Process.Start(start)!);
        command.Follow();
        return command;
    }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="TimeoutException">It has not ended within 10 minutes; it is killed then.</exception>
    public static async Task<CommandResult> RunAsync(
        string program, string[] arguments, Dictionary<string, string?>? environment = null, string? folder = null)
    {
        await using var command = Start(program, arguments, environment, folder);
        return new CommandResult(await command.ExitCodeAsync(), command.Output, command.Errors);
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="TimeoutException">It has not ended within 10 minutes.</exception>
    public async Task<int> ExitCodeAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It has not ended within {Limit.TotalMinutes} minutes:\n{Output}\n{Errors}");
        }

        return _process.ExitCode;
    }

    /// <summary>Sends SIGTERM to the program itself, and to nothing that it started.</summary>
    public void Terminate() => kill(_process.Id, SigTerm);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Terminate();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
            }
            catch (TimeoutException)
            {
                // The whole group is killed below.
            }
        }

        if (OperatingSystem.IsLinux())
            kill(-_process.Id, SigKill);
        _process.Dispose();
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("Functron__", StringComparison.OrdinalIgnoreCase) ||
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) ||
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) ||
        name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase) ||
        name is "DOTNET_ENVIRONMENT" or "FUNCTIONS_WORKER_RUNTIME" or "WEBSITE_SITE_NAME" or "FUNCTIONS_APPLICATION_DIRECTORY";

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null)
                text.Append(line).Append('\n');
        }
    }

    private void Follow()
    {
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    [DllImport("libc")]
    private static extern int kill(int processId, int signal);
}
