using System.Text;
using Functron.Execution.Engine;

namespace Functron.Execution.Build;

/// <summary>
/// What the builder says, in order. When it is longer than the cap, the beginning and the end are kept: the step that failed is at the end.
/// </summary>
internal sealed class BuildLog(long maxBytes) : IProgress<BuilderMessage>
{
    private LongText _text = new(maxBytes);
    private ReadOnlyMemory<byte> _beforeBuild;

    /// <summary>Why the build failed, in the words of the builder. Null while it has not failed.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether the build failed, but not in a command of the Dockerfile.</summary>
    public bool FailedOutsideCommands { get; private set; }

    public ReadOnlyMemory<byte> Text => _text.Render();

    /// <summary>The build begins here. When it is tried again, what it printed from here on is replaced.</summary>
    public void BeginBuild() => _beforeBuild = Text;

    /// <summary>Forgets the build that failed and what it printed.</summary>
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
