using System.IO.Pipelines;
using Functron.FunctionApp.Admission;
using Functron.Tests.Durable;
using Microsoft.AspNetCore.Http;

namespace Functron.Tests.FunctionApp.Admission;

public sealed class UploadsTests
{
    private const int Mebibyte = 1024 * 1024;
    private readonly ManualClock _clock = new();

    [Fact(Timeout = 60_000)]
    public async Task Bytes_that_are_received_are_bounded_together_but_not_those_of_one()
    {
        var uploads = Make(places: 10, bytes: 3 * Mebibyte);
        using var first = await uploads.TakeAsync(CancellationToken.None);
        for (var i = 0; i < 10; i++)
            first.Add(Mebibyte);

        // It has all of the room, and more: nothing else has any.
        Assert.Contains("3 MiB", Assert.Throws<NotAdmittedException>(() => uploads.EnsureRoomFor(null)).Message, StringComparison.Ordinal);
        first.Dispose();

        using var small = await uploads.TakeAsync(CancellationToken.None);
        small.Add(10);
        using var growing = await uploads.TakeAsync(CancellationToken.None);
        growing.Add(2 * Mebibyte);
        Assert.Equal(503, Assert.Throws<NotAdmittedException>(() => growing.Add(1)).StatusCode);

        // One that says that it is too large is not begun.
        Assert.Throws<NotAdmittedException>(() => uploads.EnsureRoomFor(4 * Mebibyte));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_given_back_is_free_again_once()
    {
        var uploads = Make(places: 1, bytes: 2 * Mebibyte);
        for (var i = 0; i < 5; i++)
        {
            var upload = await uploads.TakeAsync(CancellationToken.None);
            upload.Add(2 * Mebibyte);
            upload.Dispose();
            upload.Dispose();
        }

        using var last = await uploads.TakeAsync(CancellationToken.None);
        Assert.True(uploads.TakeAsync(CancellationToken.None) is { IsCompleted: false });
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0, 59, false, false)]
    [InlineData(0, 60, false, true)]
    [InlineData(0, 4, true, false)]
    [InlineData(0, 5, true, true)]
    [InlineData(9_000, 0, true, false)]
    [InlineData(11_000, 0, true, true)] // 11 s for 1000 bytes
    [InlineData(11_000, 0, false, false)]
    public async Task What_does_not_get_on_has_to_leave_sooner_where_others_wait(
        int ageMilliseconds, int stillSeconds, bool waitedFor, bool leaves)
    {
        var uploads = Make(places: 1, bytes: Mebibyte);
        using var upload = await uploads.TakeAsync(CancellationToken.None);
        upload.Add(1000);
        using var gone = new CancellationTokenSource();
        var waiting = waitedFor ? uploads.TakeAsync(gone.Token) : Task.FromResult(upload);
        Assert.Equal(waitedFor, uploads.AreWaitedFor);
        _clock.Advance(TimeSpan.FromMilliseconds(ageMilliseconds));

        var refused = Record.Exception(() => upload.EnsureItMoves(TimeSpan.FromSeconds(stillSeconds)));
        Assert.Equal(leaves ? 408 : null, (refused as NotAdmittedException)?.StatusCode);
        await gone.CancelAsync();
        if (waitedFor)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_body_takes_its_place_when_it_is_waited_for_and_leaves_it_at_its_end()
    {
        var uploads = Make(places: 1, bytes: 2 * Mebibyte);
        var (one, oneBody) = Body(uploads);
        var (other, otherBody) = Body(uploads);
        var buffer = new byte[8];
        var first = oneBody.ReadAsync(buffer).AsTask();
        await one.Writer.WriteAsync(new byte[] { 1, 2 });
        Assert.Equal(2, await first);

        // The other one has to wait, though it has come.
        var waiting = otherBody.ReadAsync(buffer).AsTask();
        await other.Writer.WriteAsync(new byte[] { 3 });
        await one.Writer.WriteAsync(new byte[] { 4 });
        Assert.Equal(1, await oneBody.ReadAsync(buffer));
        Assert.False(waiting.IsCompleted);

        // What has come whole and is short waits for nobody.
        var (small, smallBody) = Body(uploads);
        await small.Writer.WriteAsync(new byte[] { 5, 6, 7 });
        await small.Writer.CompleteAsync();
        Assert.Equal((3, 0), (await smallBody.ReadAsync(buffer), await smallBody.ReadAsync(buffer)));

        await one.Writer.CompleteAsync();
        Assert.Equal(0, await oneBody.ReadAsync(buffer));
        Assert.Equal(1, await waiting);

        // Also when nobody reads it to its end.
        otherBody.End();
        Assert.True(uploads.TakeAsync(CancellationToken.None).IsCompleted);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_not_short_needs_a_place_also_where_it_has_come()
    {
        var uploads = Make(places: 1, bytes: 2 * Mebibyte);
        using var held = await uploads.TakeAsync(CancellationToken.None);
        var body = new AdmittedBody(new MemoryStream(new byte[200_000]), new DefaultHttpContext(), uploads);
        var buffer = new byte[50_000];
        Assert.Equal((50_000, 50_000), (await body.ReadAsync(buffer), await body.ReadAsync(buffer)));
        var third = body.ReadAsync(buffer).AsTask();
        Assert.False(third.IsCompleted);
        held.Dispose();
        Assert.Equal(50_000, await third);
    }

    private Uploads Make(int places, long bytes) => new(
        new AdmissionOptions { MaxConcurrentUploads = places, MaxUploadBytes = bytes },
        new FreeDisk("/nowhere", 0),
        _clock);

    private static (Pipe Pipe, AdmittedBody Body) Body(Uploads uploads)
    {
        var pipe = new Pipe();
        return (pipe, new AdmittedBody(pipe.Reader.AsStream(), new DefaultHttpContext(), uploads));
    }
}
