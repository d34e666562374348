using System.Text;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Tests.Payloads;

namespace Functron.Tests.Requests;

/// <summary>
/// What was kept of a request that is not accepted has to go. That must not keep its sender waiting, and must not hide the reason.
/// </summary>
public sealed class RefusedByAHangingStoreTests : IDisposable
{
    private const int Limit = 120_000;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Limit)]
    public async Task A_removal_that_hangs_keeps_nobody_waiting()
    {
        Assert.Equal("The write failed.", await FailureAsync(new TaskCompletionSource().Task));
    }

    [Fact(Timeout = Limit)]
    public async Task A_removal_that_fails_does_not_hide_what_failed_first()
    {
        Assert.Equal("The write failed.", await FailureAsync(Task.FromException(new IOException("The removal failed."))));
    }

    private async Task<string> FailureAsync(Task removal)
    {
        var store = new BrokenStore(_folder.Open(), removal);
        var body = $$"""{"FnName":"f","DockerFile":"FROM busybox\nCMD cat","TarFile":"","Stdin":"{{new string('a', 100_000)}}"}""";
        var gate = Gates.Over(store);
        var failure = await Assert.ThrowsAsync<IOException>(() =>
            gate.AdmitAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), null, GatePolicy.Compatible, default));
        Assert.True(store.Removing);
        return failure.Message;
    }

    /// <summary>Every write fails, and a removal goes as the task does.</summary>
    private sealed class BrokenStore(IPayloadStore inner, Task removal) : IPayloadStore
    {
        public bool Removing { get; private set; }

        public PayloadWriter Create(string key) => throw new IOException("The write failed.");

        public Task DeleteAsync(string key, CancellationToken cancellationToken)
        {
            Removing = true;
            return removal;
        }

        public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            inner.TryCreateAsync(key, content, cancellationToken);

        public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) => inner.OpenReadAsync(key, cancellationToken);

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            inner.ListAsync(prefix, cancellationToken);
    }
}
