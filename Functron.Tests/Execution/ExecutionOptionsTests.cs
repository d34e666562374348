using System.ComponentModel.DataAnnotations;
using Functron.Execution;

namespace Functron.Tests.Execution;

public sealed class ExecutionOptionsTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(6 * 1024 * 1024 - 1, false)]
    [InlineData(6 * 1024 * 1024, true)]
    [InlineData(1L << 50, true)]
    [InlineData((1L << 50) + 1, false)]
    [InlineData(-1, false)]
    public void A_memory_limit_is_none_or_one_that_the_engine_takes(long bytes, bool valid)
    {
        var options = new ExecutionOptions { MemoryBytes = bytes };
        List<ValidationResult> problems = [];
        Assert.Equal(valid, Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true));
        Assert.Equal(valid ? [] : [nameof(ExecutionOptions.MemoryBytes)], problems.SelectMany(p => p.MemberNames));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("NET_RAW", true)]
    [InlineData("NET_RAW,MKNOD,SYS_CHROOT", true)]
    [InlineData("NET_RAW, MKNOD", false)]
    [InlineData("net_raw", false)]
    [InlineData(",", false)]
    public void Capabilities_are_names_between_commas(string names, bool valid)
    {
        var options = new ExecutionOptions { DropCapabilities = names };
        List<ValidationResult> problems = [];
        Assert.Equal(valid, Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true));
        Assert.All(problems, problem => Assert.Contains("NET_RAW,MKNOD", problem.ErrorMessage, StringComparison.Ordinal));
    }
}
