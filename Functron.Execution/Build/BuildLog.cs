using System.Text;
using Functron.Execution.Engine;

namespace Functron.Execution.Build;

/// <summary>What the builder says, in the order it says it. Of more than the cap the beginning and the end are kept, where the step is that failed.</summary>
internal sealed class BuildLog(long maxBytes) : IProgress<BuilderMessage>
{
    private LongText _text = new(maxBytes);
    private ReadOnlyMemory<byte> _beforeBuild;

    /// <summary>Why it failed, in the builder's words; null while nothing has.</summary>
    public string? Error { get; private set; }

    /// <summary>It failed, and not because a command of the Dockerfile did.</summary>
    public bool FailedOutsideCommands { get; private set; }

    public ReadOnlyMemory<byte> Text => _text.Render();

    /// <summary>What is printed from here on is the build's, and printed anew when that is tried again.</summary>
    public void BeginBuild() => _beforeBuild = Text;

    /// <summary>Forgets the build that failed, and what it printed.</summary>
    /// <param name="why">A sentence, for the log.</param>
    public void TryAgain(string why)
    {
        (Error, FailedOutsideCommands) = (null, false);
        _text = new LongText(maxBytes);
        _text.Append(_beforeBuild.Span);
        _text.Append(Encoding.UTF8.GetBytes(why + "\n"));
    }

    public void Report(BuilderMessage value)
    {
        if (Error is null && value.Error is not null)
            (Error, FailedOutsideCommands) = (value.Error, value.ErrorCode == 0);
        _text.Append(Encoding.UTF8.GetBytes(value.Text));
    }
}
