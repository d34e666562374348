using System.Text;

namespace Functron.Tests.Commands;

/// <summary>How a command ended, and all that it wrote.</summary>
internal sealed record CommandResult(int ExitCode, byte[] Stdout, string Errors)
{
    /// <summary>Standard output as text.</summary>
    public string Output => Encoding.UTF8.GetString(Stdout);

    public string[] OutputLines => Output.Split('\n');

    public string[] ErrorLines => Errors.Split('\n');

    /// <summary>Standard output without white space around it; the command must have ended with 0.</summary>
    public string Text
    {
        get
        {
            AssertExitCode(0);
            return Output.Trim();
        }
    }

    /// <summary>All words of both streams.</summary>
    public string All => Output + Errors;

    public void AssertExitCode(int expected) =>
        Assert.True(ExitCode == expected, $"It ended with {ExitCode}, not with {expected}:\n{Output}\n{Errors}");
}
