using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Functron.Tests.Docs;

namespace Functron.Tests.Commands;

/// <summary>How a command ended.</summary>
internal sealed record ShellResult(int ExitCode, byte[] Stdout, string Stderr)
{
    public string Output => Encoding.UTF8.GetString(Stdout);

    public string[] OutputLines => Output.Split('\n');

    public string[] ErrorLines => Stderr.Split('\n');
}

/// <summary>
/// A command in the repository's folder, without input. It is the leader of a process group of its own, which is ended when this
/// is disposed.
/// </summary>
internal sealed class ShellCommand : IAsyncDisposable
{
    private const int SigInt = 2, SigTerm = 15, SigKill = 9;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly MemoryStream _stdout = new();
    private readonly StringBuilder _stderr = new();
    private readonly Task _streams;

    private ShellCommand(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        _process.StandardInput.Close();
        _streams = Task.WhenAll(_process.StandardOutput.BaseStream.CopyToAsync(_stdout), ReadErrorsAsync());
    }

    /// <summary>What it has written to stderr so far.</summary>
    public string Stderr
    {
        get
        {
            lock (_stderr)
                return _stderr.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    /// <param name="command">For bash. With "exec" before it, signals reach the command itself.</param>
    public static ShellCommand Start(string command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("setsid", ["bash", "-o", "pipefail", "-c", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        // A build server would outlive the command, with its streams open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ShellCommand(start);
    }

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="TimeoutException">It had not ended when the limit was over; it was ended then.</exception>
    public static async Task<ShellResult> RunAsync(string command, TimeSpan limit, params (string Name, string Value)[] environment)
    {
        await using var started = Start(command, environment);
        return await started.EndAsync(limit);
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="TimeoutException">It had not ended when the limit was over.</exception>
    public async Task<ShellResult> EndAsync(TimeSpan limit)
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(), _streams).WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The command did not end within {limit.TotalSeconds:0} s. It wrote: {Stderr}");
        }

        return new ShellResult(_process.ExitCode, _stdout.ToArray(), Stderr);
    }

    /// <summary>Waits until it has written these words to stderr.</summary>
    /// <exception cref="TimeoutException">It had not when the limit was over, or when it ended.</exception>
    public async Task SaysAsync(string words, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (!Stderr.Contains(words, StringComparison.Ordinal))
        {
            if (_process.HasExited || clock.Elapsed > limit)
                throw new TimeoutException($"The command did not say \"{words.Trim()}\". It wrote: {Stderr}");
            await Task.Delay(s_look, TimeProvider.System);
        }
    }

    /// <summary>Sends SIGTERM to the command alone.</summary>
    public void Terminate() => kill(_process.Id, SigTerm);

    /// <summary>Sends SIGINT to the command and to all that it has started, as Ctrl+C does.</summary>
    public void Interrupt() => kill(-_process.Id, SigInt);

    public async ValueTask DisposeAsync()
    {
        foreach (var signal in (int[])[SigTerm, SigKill])
        {
            if (_process.HasExited)
                break;
            kill(-_process.Id, signal);
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(s_grace, TimeProvider.System));
        }

        _process.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_stderr)
                _stderr.Append(line).Append('\n');
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int kill(int processOrGroup, int signal);
}
