namespace Functron.Tests.Payloads;

/// <summary>What a key may look like.</summary>
public abstract partial class PayloadStoreContract
{
    [Theory(Timeout = Limit)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("a/..")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    [InlineData("C:/a")]
    public async Task A_key_that_could_lead_elsewhere_is_refused(string key)
    {
        Assert.Throws<ArgumentException>(() => Store.Create(key));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenReadAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ListAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryCreateAsync(key, default, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ExistsAsync(key, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(key, default));
        Assert.Empty(await KeysAsync());
    }

    [Theory(Timeout = Limit)]
    [InlineData("a")]
    [InlineData("...")]
    [InlineData("..a/.b")]
    [InlineData("A-z_0.9%2f")]
    public async Task A_key_of_plain_segments_is_taken(string key)
    {
        await Write(key, "x");
        Assert.Equal("x", await Read(key));
    }
}
