using Azure.Storage.Blobs;
using Functron.Payloads.Blobs;

namespace Functron.Tests.Payloads.Blobs;

public sealed class BlobConnectionTests
{
    [Fact]
    public void A_connection_string_leads_to_its_account()
    {
        Assert.Equal("http://127.0.0.1:10000/devstoreaccount1", UriOf(("", "UseDevelopmentStorage=true")));
        Assert.Equal(
            "https://some.blob.core.windows.net/", UriOf(("", "AccountName=some;AccountKey=a2V5;EndpointSuffix=core.windows.net")));
    }

    [Fact]
    public void An_identity_needs_a_service_or_an_account()
    {
        Assert.Equal("https://own.example.org/", UriOf((":blobServiceUri", "https://own.example.org"), (":accountName", "other")));
        Assert.Equal("https://some.blob.core.windows.net/", UriOf((":accountName", "some")));
        Assert.Equal("https://some.blob.core.windows.net/", UriOf((":accountName", "some"), (":clientId", "id")));
        Assert.Equal("https://some.blob.core.windows.net/", UriOf((":accountName", "some"), (":credential", "managedidentity")));
        Assert.Equal(
            "https://some.blob.core.windows.net/",
            UriOf((":accountName", "some"), (":credential", "managedidentity"), (":clientId", "id")));
    }

    [Fact]
    public void Without_a_connection_it_is_said_what_to_set()
    {
        var error = Assert.Throws<BlobOptionsException>(() => UriOf());

        Assert.Contains("AzureWebJobsStorage", error.Message);
        Assert.Contains("AzureWebJobsStorage__blobServiceUri", error.Message);
    }

    [Theory]
    [InlineData("", "nonsense-with-a-secret")]
    [InlineData("", "AccountKey=secret")]
    [InlineData("", "AccountName=some;AccountKey=not base64, a secret")]
    public void What_is_no_connection_string_is_refused_without_being_repeated(string name, string value)
    {
        Assert.DoesNotContain("secret", Assert.Throws<BlobOptionsException>(() => UriOf((name, value))).ToString());
    }

    [Theory]
    [InlineData(":blobServiceUri", "http://own.example.org")]
    [InlineData(":blobServiceUri", "own.example.org")]
    [InlineData(":accountName", "no name")]
    public void A_token_is_sent_to_an_https_address_only(string name, string value)
    {
        Assert.Contains("https", Assert.Throws<BlobOptionsException>(() => UriOf((name, value))).Message);
    }

    [Fact]
    public void A_kind_of_credential_that_is_not_known_is_refused()
    {
        Assert.Contains(
            "__credential",
            Assert.Throws<BlobOptionsException>(() => UriOf((":accountName", "some"), (":credential", "password"))).Message);
    }

    [Theory]
    [InlineData("abc", true)]
    [InlineData("functron-payloads", true)]
    [InlineData("0-1", true)]
    [InlineData("ab", false)]
    [InlineData("", false)]
    [InlineData("-abc", false)]
    [InlineData("abc-", false)]
    [InlineData("a--b", false)]
    [InlineData("Abc", false)]
    [InlineData("a_b", false)]
    [InlineData("a.b", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", false)]
    public void A_container_has_a_name_that_a_container_can_have(string name, bool valid)
    {
        var connection = BlobConnection.Of("UseDevelopmentStorage=true");
        if (valid)
            Assert.Equal(name, new BlobPayloadOptions(connection) { Container = name }.Container);
        else
            Assert.Contains(
                $"\"{name}\"", Assert.Throws<BlobOptionsException>(() => new BlobPayloadOptions(connection) { Container = name }).Message);
    }

    private static string UriOf(params (string Name, string Value)[] settings)
    {
        var values = settings.ToDictionary(setting => "AzureWebJobsStorage" + setting.Name, setting => setting.Value);
        return BlobConnection.Read(name => values.GetValueOrDefault(name)).Open(new BlobClientOptions()).Uri.ToString();
    }
}
