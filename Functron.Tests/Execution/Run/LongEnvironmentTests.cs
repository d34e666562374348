using Functron.Execution.Engine;
using Functron.Execution.Run;

namespace Functron.Tests.Execution.Run;

/// <summary>
/// What the kernel takes of an environment: 131,072 bytes for one variable with its zero byte, 2 MiB for all. The engine's builder is too
/// slow for larger ones.
/// </summary>
public sealed class LongEnvironmentTests
{
    [Theory]
    [InlineData(1, 131_071, false)]
    [InlineData(1, 131_072, true)]
    [InlineData(16, 131_071, false)]
    [InlineData(17, 131_071, true)]
    [InlineData(0, 0, false)]
    public void Too_long_is_one_variable_or_all_of_them(int variables, int bytes, bool tooLong)
    {
        // Some bytes are of characters of two.
        var environment = Enumerable.Range(0, variables).Select(i => $"V{i:D2}=é" + new string('x', bytes - 6)).ToList();
        var refusal = RefusedStarts.OfEnvironment(new ImageSnapshot("id", ["true"], "", environment, [], "amd64", "", [], ""));
        Assert.Equal(tooLong, refusal is not null);
        if (refusal is null)
            return;
        Assert.Equal(126, refusal.ExitCode);
        Assert.Contains("\"V", refusal.Words, StringComparison.Ordinal);
    }
}
