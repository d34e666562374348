using System.Globalization;
using System.Text.Json;
using Functron.Execution.Requests;
using Functron.Execution.Run;

namespace Functron.Tests.Requests;

public sealed class FunctionTimeoutTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(900.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_more_than_nothing_and_at_most_the_limit_is_no_timeout(double seconds)
    {
        Assert.Null(FunctionTimeout.Of(seconds, mostSeconds: 900));
        Assert.Null(FunctionTimeout.Of(seconds * 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => FunctionTimeout.OfSeconds(seconds * 100));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(2.5)]
    [InlineData(900)]
    public void A_timeout_within_the_limit_is_a_time(double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), FunctionTimeout.Of(seconds, mostSeconds: 900)!.Value.Duration);

    [Theory]
    [InlineData("5")]
    [InlineData("2.5")]
    [InlineData("0.1")]
    [InlineData("1E-09")]
    [InlineData("0.12345678901234566")]
    [InlineData("86400")]
    public void In_JSON_it_is_the_number_of_seconds_that_was_sent(string json)
    {
        var timeout = JsonSerializer.Deserialize<FunctionTimeout>(json);
        Assert.Equal(json, JsonSerializer.Serialize(timeout));
        Assert.Equal(JsonSerializer.Serialize(double.Parse(json, CultureInfo.InvariantCulture)), JsonSerializer.Serialize(timeout));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("86400.5")]
    [InlineData("1e999")]
    public void Another_number_in_JSON_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<FunctionTimeout>(json));

    /// <summary>As it stands in the histories of orchestrations.</summary>
    [Fact]
    public void An_order_has_the_same_JSON_as_in_earlier_versions()
    {
        const string stored =
            """{"InstanceId":"i","RunId":"770ef07360c888b389ddaab3f9644fe1","InvocationId":"v","FnName":"fn","TimeoutSeconds":2.5}""";
        var order = JsonSerializer.Deserialize<RunOrder>(stored)!;
        Assert.Equal(2.5, order.Timeout.Seconds);
        Assert.Equal(stored, JsonSerializer.Serialize(order));
    }
}
