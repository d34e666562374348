using System.Text;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Tests.Payloads;

namespace Functron.Tests.Requests;

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
            "a1",
            "fn",
            Payload.OfBytes([1, 2, 255]),
            Payload.Stored("instances/a1/tar", 20_000),
            Payload.Empty,
            FunctionTimeout.OfSeconds(1.5),
            new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await _invocations.SaveAsync(saved, default);

        var loaded = (await _invocations.LoadAsync("a1", default))!;
        Assert.Equal([1, 2, 255], loaded.Dockerfile.Inline!);
        Assert.Equal([], loaded.Stdin.Inline!);
        Assert.Equal(saved with { Dockerfile = loaded.Dockerfile, Stdin = loaded.Stdin }, loaded);
    }

    [Fact(Timeout = Limit)]
    public async Task A_request_that_an_earlier_version_stored_is_stored_again_in_the_same_bytes()
    {
        const string stored =
            """{"InvocationId":"a1","FnName":"fn","Dockerfile":{"Length":3,"Inline":"AQL/","Key":null}"""
            + ""","Tar":{"Length":20000,"Inline":null,"Key":"instances/a1/tar"},"Stdin":{"Length":0,"Inline":"","Key":null}"""
            + ""","TimeoutSeconds":1.5,"AcceptedAt":"2030-01-02T03:04:05+00:00"}""";
        await _store.TryCreateAsync(PayloadKeys.Request("a1"), Encoding.UTF8.GetBytes(stored), default);

        await _invocations.SaveAsync((await _invocations.LoadAsync("a1", default))!, default);

        await using var again = await _store.OpenReadAsync(PayloadKeys.Request("a1"), default);
        Assert.Equal(stored, await new StreamReader(again!).ReadToEndAsync());
    }

    [Theory(Timeout = Limit)]
    [InlineData("unknown")]
    [InlineData("")]
    [InlineData("../../etc")]
    public async Task An_id_that_was_never_accepted_has_no_invocation(string id) => Assert.Null(await _invocations.LoadAsync(id, default));
}
