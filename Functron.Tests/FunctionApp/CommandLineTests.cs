using Functron.FunctionApp;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.FunctionApp;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--sweep-all", "--urls", "http://localhost:1")]
    [InlineData("--urls", "http://localhost:1", "--sweep-all")]
    [InlineData("--urls=http://localhost:1", "--Functron:SweepAll=true")]
    public void A_switch_is_an_option_wherever_it_stands(params string[] args)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(CommandLine.Expand(args)).Build();

        Assert.True(FunctronSettings.Read(configuration).Execution.SweepAll);
        Assert.Equal("http://localhost:1", configuration["urls"]);
    }

    [Fact]
    public void Without_the_switch_nothing_of_others_is_swept() =>
        Assert.False(FunctronSettings.Read(
            new ConfigurationBuilder().AddCommandLine(CommandLine.Expand(["--urls", "http://localhost:1"])).Build()).Execution.SweepAll);
}
