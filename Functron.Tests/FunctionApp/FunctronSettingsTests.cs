using Functron.FunctionApp;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.FunctionApp;

public sealed class FunctronSettingsTests
{
    private static FunctronSettings Read(params (string Key, string Value)[] values) => FunctronSettings.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.ToDictionary(value => $"Functron:{value.Key}", value => (string?)value.Value)).Build());

    [Fact]
    public void Every_option_has_a_default_and_the_data_directory_is_absolute()
    {
        var settings = Read(("DataDirectory", "here"));

        Assert.Equal(Path.GetFullPath("here"), settings.Execution.DataDirectory);
        Assert.Equal((60, 900), (settings.Execution.DefaultTimeoutSeconds, settings.Execution.MaxTimeoutSeconds));
        Assert.True(Path.IsPathFullyQualified(Read().Execution.DataDirectory));
    }

    [Theory]
    [InlineData("MaxConcurrentRuns", "0")]
    [InlineData("MaxConcurrentRuns", "many")]
    [InlineData("MaxTimeoutSeconds", "-1")]
    [InlineData("DefaultTimeoutSeconds", "901")]
    [InlineData("MaxRequestBytes", "10")]
    [InlineData("PidsLimit", "-5")]
    [InlineData("NetworkMode", "a b")]
    [InlineData("SweepSeconds", "0")]
    [InlineData("SyncWaitSeconds", "-1")]
    [InlineData("SyncWaitSeconds", "NaN")]
    public void A_value_out_of_range_is_refused_by_name(string option, string value)
    {
        Assert.Contains(option, Assert.Throws<OptionsException>(() => Read((option, value))).Message);
    }
}
