using System.Diagnostics;
using System.Text;

namespace Functron.Tests.EndToEnd;

/// <summary>The lines a child process writes to stdout and stderr, in the order they came.</summary>
internal sealed class ProcessLog
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();

    public string Text
    {
        get
        {
            lock (_gate)
                return _text.ToString();
        }
    }

    /// <summary>Reads both streams until they end, so that the child never blocks on a full pipe.</summary>
    public void Follow(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
            _text.AppendLine(line);
    }
}
