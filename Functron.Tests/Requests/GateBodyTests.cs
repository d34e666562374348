using System.Text.Json;
using System.Text;
using Functron.Execution.Requests;

namespace Functron.Tests.Requests;

/// <summary>Bodies that are too large, and bodies that break off.</summary>
public sealed class GateBodyTests : GateTest
{
    [Fact(Timeout = Limit)]
    public async Task A_body_that_is_announced_too_large_is_not_read()
    {
        var result = await Gate().AdmitAsync(new UnreadableStream(), Options.MaxRequestBytes + 1, GatePolicy.Compatible, default);

        Assert.True(result.TooLarge);
        Assert.Equal("body-size", Assert.Single(result.Problems).Rule);
    }

    [Fact(Timeout = Limit)]
    public async Task A_body_of_known_length_may_have_a_lower_limit_which_one_of_unknown_length_has_not()
    {
        Options.MaxSizedRequestBytes = 1_000;
        var body = Encoding.UTF8.GetBytes(
            JsonSerializer.Serialize(new { FnName = "f", DockerFile = Dockerfile, TarFile = "", Stdin = new string('a', 1_000) }));

        var sized = await Gate().AdmitAsync(new UnreadableStream(), 1_001, GatePolicy.Compatible, default);
        Assert.True(sized.TooLarge);
        Assert.Contains("Transfer-Encoding: chunked", Assert.Single(sized.Problems).Message, StringComparison.Ordinal);

        Assert.NotNull((await Gate().AdmitAsync(new MemoryStream(body), null, GatePolicy.Compatible, default)).Invocation);
    }

    [Fact(Timeout = Limit)]
    public async Task A_body_that_turns_out_too_large_leaves_nothing()
    {
        Options.MaxRequestBytes = 100_000;
        var result = await Admit(new { FnName = "f", DockerFile = Dockerfile, TarFile = new string('A', 200_000) }, GatePolicy.Compatible);

        Assert.True(result.TooLarge);
        Assert.Empty(Folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_sender_that_goes_away_leaves_nothing()
    {
        var body = Encoding.UTF8.GetBytes("{\"Stdin\":\"" + new string('a', 100_000));
        await Assert.ThrowsAsync<IOException>(() => Gate().AdmitAsync(new BrokenStream(body), null, GatePolicy.Compatible, default));
        Assert.Empty(Folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_caller_that_gives_up_leaves_nothing()
    {
        using var caller = new CancellationTokenSource();
        var body = Encoding.UTF8.GetBytes("{\"Stdin\":\"" + new string('a', 100_000));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Gate().AdmitAsync(new CancellingStream(body, caller), null, GatePolicy.Compatible, caller.Token));
        Assert.Empty(Folder.Files());
    }

    private sealed class UnreadableStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("read");
    }

    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == Length ? throw new IOException("the connection is gone") : base.ReadAsync(buffer, cancellationToken);
    }

    private sealed class CancellingStream(byte[] bytes, CancellationTokenSource caller) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
                caller.Cancel();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
