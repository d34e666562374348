using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Functron.Benchmarks.Calls;

/// <summary>A process of the bench, of whose output the last lines are kept.</summary>
internal sealed class ChildProcess
{
    private const int SigTerm = 15, LinesKept = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _lines = [];
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    public ChildProcess(string program, IEnumerable<string> arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public string LastWords => string.Join('\n', _lines);

    /// <summary>Asks it to end, and kills it after 30 s.</summary>
    public async Task StopAsync(TimeProvider time)
    {
        if (!_process.HasExited)
            _ = Kill(_process.Id, SigTerm);
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        if (_lines.Count > LinesKept)
            _lines.TryDequeue(out _);
    }

    // System.Diagnostics.Process knows no SIGTERM.
    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
