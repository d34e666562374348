using System.Net.Sockets;
using System.Net;
using System.Security.Cryptography;
using Functron.Execution.Payloads;
using Functron.Payloads.Blobs;

namespace Functron.Tests.Payloads.Blobs;

/// <summary>What a store that is away, refuses or loses answers looks like to those who use it.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class BlobFailureTests(AzuriteServer azurite)
{
    private const int Limit = 120_000;
    private const string Words = "The payload store failed: ";

    [Fact(Timeout = Limit)]
    public async Task Every_call_to_a_store_that_is_away_fails_in_words()
    {
        var store = new BlobPayloadStore(Impatient($"http://127.0.0.1:{FreePort()}/x"));

        await AssertFailsAsync(() => store.TryCreateAsync("a", default, default));
        await AssertFailsAsync(() => store.OpenReadAsync("a", default));
        await AssertFailsAsync(() => store.ExistsAsync("a", default));
        await AssertFailsAsync(() => store.ListAsync("a", default));
        await AssertFailsAsync(() => store.DeleteAsync("a", default));
        await using var writer = store.Create("a");
        await AssertFailsAsync(() => writer.CommitAsync(default));
    }

    [Fact(Timeout = Limit)]
    public async Task A_store_that_comes_back_is_used_again()
    {
        var away = true;
        var options = azurite.Options() with { RetryDelay = TimeSpan.FromMilliseconds(1) };
        var store = new BlobPayloadStore(options with
        {
            Handler = new Intercepted((request, send) => away ? throw new HttpRequestException("no way there") : send(request)),
        });
        await AssertFailsAsync(() => store.TryCreateAsync("a", default, default));

        away = false;

        Assert.True(await store.TryCreateAsync("a", default, default));
    }

    [Fact(Timeout = Limit)]
    public async Task Of_many_calls_to_a_store_that_is_away_none_waits_for_the_attempts_of_the_others()
    {
        var calls = 0;
        var given = new TaskCompletionSource();
        var store = new BlobPayloadStore(azurite.Options() with
        {
            Retries = 0,
            Handler = new Intercepted(async (_, _) =>
            {
                Interlocked.Increment(ref calls);
                await given.Task;
                throw new HttpRequestException("no way there");
            }),
        });
        var all = Enumerable.Range(0, 8).Select(i => store.ExistsAsync($"{i}", default)).ToList();
        given.SetResult();

        foreach (var call in all)
            await AssertFailsAsync(() => call);
        Assert.Equal(1, calls);
    }

    [Fact(Timeout = Limit)]
    public async Task A_store_that_does_not_answer_is_given_up_and_the_callers_own_cancellation_stays_one()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = Impatient($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/x");
        await AssertFailsAsync(
            () => new BlobPayloadStore(options with { TryTimeout = TimeSpan.FromMilliseconds(100) }).ExistsAsync("a", default));

        using var cancellation = new CancellationTokenSource();
        var call = new BlobPayloadStore(options with { Retries = 0, TryTimeout = TimeSpan.FromMinutes(5) })
            .ExistsAsync("a", cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact(Timeout = Limit)]
    public async Task A_key_that_is_refused_is_said_without_being_named()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        var store = new BlobPayloadStore(new BlobPayloadOptions(BlobConnection.Of(azurite.ConnectionTo(key: key))));

        var error = await AssertFailsAsync(() => store.TryCreateAsync("a", default, default));

        Assert.Contains("403", error.Message);
        Assert.DoesNotContain(key, error.ToString());
    }

    [Fact(Timeout = Limit)]
    public async Task Who_was_first_is_told_so_although_the_first_answer_was_lost()
    {
        var lost = 0;
        var store = new BlobPayloadStore(azurite.Options() with
        {
            RetryDelay = TimeSpan.FromMilliseconds(1),
            Handler = new Intercepted(async (request, send) =>
            {
                var answer = await send(request);
                return request.Headers.IfNoneMatch.Count > 0 && lost++ == 0
                    ? throw new HttpRequestException("the answer was lost")
                    : answer;
            }),
        });

        Assert.True(await store.TryCreateAsync("a", "mine"u8.ToArray(), default));
        Assert.Equal(2, lost);
        Assert.False(await store.TryCreateAsync("a", "mine"u8.ToArray(), default));
    }

    [Fact(Timeout = Limit)]
    public async Task A_block_that_could_not_be_sent_makes_the_payload_none()
    {
        var away = false;
        var options = azurite.Options() with { Retries = 0, BlockBytes = 1000 };
        var store = new BlobPayloadStore(options with
        {
            Handler = new Intercepted((request, send) => away ? throw new HttpRequestException("no way there") : send(request)),
        });
        await using var writer = store.Create("a");
        await writer.Stream.WriteAsync(new byte[2500]);
        away = true;
        await AssertFailsAsync(() => writer.Stream.WriteAsync(new byte[2500]).AsTask());
        away = false;

        await AssertFailsAsync(() => writer.CommitAsync(default), "The payload store failed earlier");
        Assert.False(await store.ExistsAsync("a", default));
    }

    [Fact(Timeout = Limit)]
    public async Task A_small_payload_takes_one_call_to_read_and_one_to_write()
    {
        var calls = new List<string>();
        var store = new BlobPayloadStore(azurite.Options() with
        {
            Handler = new Intercepted((request, send) =>
            {
                calls.Add(request.Method.Method);
                return send(request);
            }),
        });
        await store.ExistsAsync("a", default);
        calls.Clear();

        await store.TryCreateAsync("a", new byte[20_000], default);
        await store.ReadAllAsync(Payload.Stored("a", 20_000), default);

        Assert.Equal(["PUT", "GET"], calls);
    }

    private BlobPayloadOptions Impatient(string endpoint) => new(BlobConnection.Of(azurite.ConnectionTo(endpoint)))
    {
        Retries = 1,
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    private static async Task<IOException> AssertFailsAsync(Func<Task> call, string words = Words)
    {
        var error = await Assert.ThrowsAsync<IOException>(call);
        Assert.StartsWith(words, error.Message);
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Intercepted(
        Func<HttpRequestMessage, Func<HttpRequestMessage, Task<HttpResponseMessage>>, Task<HttpResponseMessage>> around)
        : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            around(request, sent => base.SendAsync(sent, cancellationToken));
    }
}
