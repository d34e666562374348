using Functron.Hosting.Durable.Storage;

using Microsoft.Data.Sqlite;

namespace Functron.Tests.Durable.Storage;

public sealed class StoreFailureTests
{
    private const int Corrupt = 11;
    private const int Full = 13;

    [Theory]
    [InlineData(Full, true)]
    [InlineData(Corrupt, false)]
    public void A_read_that_failed_is_tried_again_for_what_may_heal(int error, bool mayHeal)
    {
        var failure = Assert.Throws<IOException>(() => StoreFailure.Read<int>(() => throw new SqliteException("what\nit is", error), "it"));

        Assert.Equal(mayHeal, StoreFailure.MayHeal(failure));
        Assert.Equal("The durable store could not read it: what it is", failure.Message);
    }

    [Fact]
    public void A_disk_that_fails_by_itself_may_heal()
        => Assert.True(StoreFailure.MayHeal(StoreFailure.Told(new IOException("no room"), "it")));
}
