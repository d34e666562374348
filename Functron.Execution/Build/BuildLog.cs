using System.Text;
using Functron.Execution.Engine;

namespace Functron.Execution.Build;

/// <summary>What the builder says, in the order it says it, up to a cap.</summary>
internal sealed class BuildLog(long maxBytes) : IProgress<BuilderMessage>
{
    private static readonly byte[] Cut = "\n[the rest of the log is not kept]\n"u8.ToArray();

    private readonly MemoryStream _text = new();
    private bool _full;

    /// <summary>Why it failed, in the builder's words; null while nothing has.</summary>
    public string? Error { get; private set; }

    /// <summary>It failed, and not because a command of the Dockerfile did.</summary>
    public bool FailedOutsideCommands { get; private set; }

    public ReadOnlyMemory<byte> Text => _text.GetBuffer().AsMemory(0, (int)_text.Length);

    /// <summary>Forgets why it failed, and keeps what was printed.</summary>
    public void TryAgain() => (Error, FailedOutsideCommands) = (null, false);

    public void Report(BuilderMessage value)
    {
        if (Error is null && value.Error is not null)
            (Error, FailedOutsideCommands) = (value.Error, value.ErrorCode == 0);
        if (_full)
            return;

        var bytes = Encoding.UTF8.GetBytes(value.Text);
        _full = _text.Length + bytes.Length > maxBytes;
        _text.Write(_full ? Cut : bytes);
    }
}
