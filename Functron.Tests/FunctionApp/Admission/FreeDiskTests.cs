using Functron.FunctionApp.Admission;

namespace Functron.Tests.FunctionApp.Admission;

public sealed class FreeDiskTests
{
    private const long Mebibyte = 1024 * 1024;

    [Theory]
    [InlineData(512, 100_000, 600, 0, true)]
    [InlineData(512, 100_000, 600, 88, true)]
    [InlineData(512, 100_000, 600, 89, false)]
    [InlineData(512, 100_000, 511, 0, false)]
    [InlineData(512, 1000, 51, 0, true)] // 5 % of a small disk are less.
    [InlineData(512, 1000, 51, 2, false)]
    [InlineData(512, 1000, 49, 0, false)]
    [InlineData(0, 1000, 0, 100, true)]
    public void What_is_kept_free_is_not_taken(long keep, long all, long free, long coming, bool isTaken)
    {
        var disk = new FreeDisk("/nowhere", keep * Mebibyte) { Measure = () => (free * Mebibyte, all * Mebibyte) };
        var refused = Record.Exception(() => disk.EnsureRoomFor(coming * Mebibyte));
        if (isTaken)
            Assert.Null(refused);
        else
        {
            var busy = Assert.IsType<NotAdmittedException>(refused);
            Assert.Equal((503, 10), (busy.StatusCode, busy.RetryAfterSeconds));
        }

        if (!isTaken)
            Assert.Contains($"{free} MiB free", refused!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_does_not_say_keeps_nobody_out()
    {
        new FreeDisk("/nowhere", 512 * Mebibyte) { Measure = () => null }.EnsureRoomFor(long.MaxValue);
        new FreeDisk("/no/such/directory", 512 * Mebibyte).EnsureRoomFor(0);
    }

    [Fact]
    public void The_real_disk_is_measured()
    {
        var refused = Assert.Throws<NotAdmittedException>(() => new FreeDisk(Path.GetTempPath(), Mebibyte).EnsureRoomFor(1L << 60));
        Assert.Contains("MiB are kept", refused.Message, StringComparison.Ordinal);
    }
}
