using System.Diagnostics;
using System.Runtime.InteropServices;
using Functron.Tests.Docs;

namespace Functron.Tests.Commands;

/// <summary>
/// A program that a test runs from the repository's folder, with a closed standard input. The program and all that it starts are one
/// process group, which ends when this object is disposed.
/// </summary>
internal sealed class Command : IAsyncDisposable
{
    private const int SigInt = 2;
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly WrittenStream _output;
    private readonly WrittenStream _errors;

    private Command(Process process)
    {
        _process = process;
        _process.StandardInput.Close();
        _output = new WrittenStream(_process.StandardOutput.BaseStream);
        _errors = new WrittenStream(_process.StandardError.BaseStream);
    }

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output => _output.Text;

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors => _errors.Text;

    public bool HasExited => _process.HasExited;

    // Only on Linux does the program have a process group of its own.
    private int Group => OperatingSystem.IsLinux() ? -_process.Id : _process.Id;

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
        {
            // Tests that a shell started in the background ignore SIGINT, and so would all that they start. A test may choose another PATH.
            foreach (var word in (string[])["/usr/bin/env", "--default-signal=INT,QUIT", program])
                start.ArgumentList.Add(word);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        CommandEnvironment.Set(start.Environment, environment ?? []);
        return new Command(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="limit">10 minutes if null.</param>
    /// <exception cref="TimeoutException">It has not ended within the limit; its process group is ended then.</exception>
    public static async Task<CommandResult> RunAsync(
        string program,
        string[] arguments,
        Dictionary<string, string?>? environment = null,
        string? folder = null,
        TimeSpan? limit = null)
    {
        await using var command = Start(program, arguments, environment, folder);
        return await command.EndAsync(limit);
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="limit">10 minutes if null.</param>
    /// <exception cref="TimeoutException">It has not ended within the limit.</exception>
    public async Task<CommandResult> EndAsync(TimeSpan? limit = null)
    {
        var patience = limit ?? DefaultLimit;
        try
        {
            await EndedAsync().WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It has not ended within {patience.TotalMinutes} minutes:\n{Output}\n{Errors}");
        }

        return new CommandResult(_process.ExitCode, _output.Bytes, Errors);
    }

    /// <summary>Waits until it has written these words to standard error. That it ends without them is a failure.</summary>
    public async Task SaysAsync(string words, TimeSpan limit)
    {
        await Until.TrueAsync($"it says \"{words.Trim()}\"", () => HasExited || HasSaid(words), limit, about: () => Errors);
        Assert.True(HasSaid(words), $"It ended and did not say \"{words.Trim()}\":\n{Errors}");
    }

    /// <summary>Sends SIGTERM to the program itself, and to nothing that it started.</summary>
    public void Terminate() => kill(_process.Id, SigTerm);

    /// <summary>Sends SIGINT to the program and to all that it started, as Ctrl+C does.</summary>
    public void Interrupt() => kill(Group, SigInt);

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            kill(Group, SigTerm);
            // What is left of the group then is killed below.
            await Task.WhenAny(EndedAsync(), Task.Delay(Grace, TimeProvider.System));
        }

        if (OperatingSystem.IsLinux() || !HasExited)
            kill(Group, SigKill);
        _process.Dispose();
    }

    private bool HasSaid(string words) => Errors.Contains(words, StringComparison.Ordinal);

    private Task EndedAsync() => Task.WhenAll(_process.WaitForExitAsync(), _output.Ended, _errors.Ended);

    [DllImport("libc")]
    private static extern int kill(int processOrGroup, int signal);
}
