using Functron.FunctionApp.Admission;

namespace Functron.Tests.FunctionApp.Admission;

public sealed class ConnectionLimitTests
{
    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 20_000)]
    [InlineData("Max open files            1024                 4096                 files     ", 2048)]
    [InlineData("Max open files            8                    8                    files     ", 16)]
    [InlineData("Max open files            unlimited            unlimited            files     ", 20_000)]
    [InlineData("Max open files", 20_000)]
    [InlineData("", 20_000)]
    public void It_leaves_half_of_the_open_files(string line, int expected) =>
        Assert.Equal(expected, ConnectionLimit.Of(
            new AdmissionOptions(), $"Limit   Soft Limit   Hard Limit   Units\n{line}\nMax locked memory 1 2 bytes"));
}
