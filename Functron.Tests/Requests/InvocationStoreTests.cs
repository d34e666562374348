using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Tests.Execution.Payloads;

namespace Functron.Tests.Execution.Requests;

public sealed class InvocationStoreTests : IDisposable
{
    private const int Limit = 120_000;

    private readonly StoreFolder _folder = new();
    private readonly FilePayloadStore _store;
    private readonly InvocationStore _invocations;

    public InvocationStoreTests()
    {
        _store = _folder.Open();
        _invocations = new InvocationStore(_store);
    }

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Limit)]
    public async Task What_was_saved_is_loaded()
    {
        var saved = new Invocation(
            "a1", "fn", Payload.OfBytes([1, 2, 255]), Payload.Stored("instances/a1/tar", 20_000), Payload.Empty, 1.5, new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await _invocations.SaveAsync(saved, default);

        var loaded = (await _invocations.LoadAsync("a1", default))!;
        Assert.Equal([1, 2, 255], loaded.Dockerfile.Inline!);
        Assert.Equal([], loaded.Stdin.Inline!);
        Assert.Equal(saved with { Dockerfile = loaded.Dockerfile, Stdin = loaded.Stdin }, loaded);
    }

    [Theory(Timeout = Limit)]
    [InlineData("unknown")]
    [InlineData("")]
    [InlineData("../../etc")]
    public async Task An_id_that_was_never_accepted_has_no_invocation(string id) => Assert.Null(await _invocations.LoadAsync(id, default));
}
