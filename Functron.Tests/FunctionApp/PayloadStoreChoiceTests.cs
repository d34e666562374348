using Functron.FunctionApp;
using Functron.Payloads.Blobs;
using Microsoft.Extensions.Configuration;

namespace Functron.Tests.FunctionApp;

public sealed class PayloadStoreChoiceTests
{
    private const string Connection = "UseDevelopmentStorage=true";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("files")]
    [InlineData("Files")]
    public void Files_are_the_default_and_need_no_storage_account(string? store)
    {
        Assert.Null(Read(("Functron:PayloadStore", store)).Blobs);
    }

    [Fact]
    public void Blobs_have_a_container_of_a_default_name_or_of_another()
    {
        Assert.Equal("functron-payloads", Container(("Functron:PayloadStore", "blobs"), ("AzureWebJobsStorage", Connection)));
        Assert.Equal("other", Container(
            ("Functron:PayloadStore", "BLOBS"), ("AzureWebJobsStorage", Connection), ("Functron:PayloadContainer", "other")));
        Assert.Equal("functron-payloads", Container(("Functron:PayloadStore", "blobs"), ("AzureWebJobsStorage:accountName", "some")));
    }

    [Fact]
    public void What_cannot_be_is_refused_by_name()
    {
        Assert.Contains("Functron:PayloadStore is \"cloud\"", Refused(("Functron:PayloadStore", "cloud")));
        Assert.Contains("AzureWebJobsStorage", Refused(("Functron:PayloadStore", "blobs")));
        Assert.Contains("\"No_Name\"", Refused(
            ("Functron:PayloadStore", "blobs"), ("AzureWebJobsStorage", Connection), ("Functron:PayloadContainer", "No_Name")));
    }

    private static string Container(params (string Key, string? Value)[] values) =>
        Assert.IsType<BlobPayloadOptions>(Read(values).Blobs).Container;

    private static string Refused(params (string Key, string? Value)[] values) =>
        Assert.Throws<OptionsException>(() => Read(values)).Message;

    private static FunctronSettings Read(params (string Key, string? Value)[] values) =>
        FunctronSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(values.ToDictionary(value => value.Key, value => value.Value)).Build());
}
