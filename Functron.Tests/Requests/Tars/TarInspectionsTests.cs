using Functron.Execution;
using Functron.Execution.Payloads;
using Functron.Execution.Requests.Tars;

namespace Functron.Tests.Requests.Tars;

public sealed class TarInspectionsTests
{
    private const int Limit = 120_000;

    private static readonly int Cores = Environment.ProcessorCount;

    private readonly TarInspections _inspections = new(new ExecutionOptions());
    private readonly SlowStore _store = new();

    [Theory(Timeout = Limit)]
    [InlineData(1_000)]
    [InlineData(10_000_000)]
    public async Task Only_some_are_looked_at_at_a_time(long bytes)
    {
        var most = bytes < 64 * 1024 ? Cores : Math.Max(1, Cores - 1);
        var all = Enumerable.Range(0, 4 * Cores).Select(_ => Inspect(bytes)).ToList();
        for (var ended = 0; ended < all.Count; ended++)
        {
            Assert.InRange(_store.Open, 0, most);
            await _store.LetOneGoAsync();
        }

        await Task.WhenAll(all);
        Assert.Equal(most, _store.MostOpen);
    }

    [Fact(Timeout = Limit)]
    public async Task Small_ones_do_not_wait_behind_large_ones()
    {
        using var stop = new CancellationTokenSource();
        var large = Enumerable.Range(0, 4 * Cores).Select(_ => Inspect(10_000_000, stop.Token)).ToList();
        await _store.UntilOpenAsync(Math.Max(1, Cores - 1));
        var small = Inspect(1_000);
        await _store.UntilOpenAsync(Math.Max(1, Cores - 1) + 1);
        await stop.CancelAsync();
        _store.LetAllGo();
        Assert.Empty(await small);
        foreach (var one in large)
            await Record.ExceptionAsync(() => one);
    }

    private Task<IReadOnlyList<(string Rule, string Message)>> Inspect(long bytes, CancellationToken stop = default) =>
        _inspections.InspectAsync(_store, Payload.Stored("tar", bytes), stop);

    /// <summary>Its archives open when the test lets them.</summary>
    private sealed class SlowStore : IPayloadStore
    {
        private static readonly byte[] Tar = TarMaker.Of("a");
        private readonly SemaphoreSlim _go = new(0);
        private int _open;
        private int _mostOpen;
        private int _passed;

        public int Open => Volatile.Read(ref _open);

        public int MostOpen => Volatile.Read(ref _mostOpen);

        public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
        {
            var open = Interlocked.Increment(ref _open);
            InterlockedMax(ref _mostOpen, open);
            await _go.WaitAsync(CancellationToken.None);
            Interlocked.Decrement(ref _open);
            Interlocked.Increment(ref _passed);
            return new MemoryStream(Tar);
        }

        public async Task UntilOpenAsync(int count)
        {
            while (Open < count)
                await Task.Delay(1);
        }

        public async Task LetOneGoAsync()
        {
            await UntilOpenAsync(1);
            var passed = Volatile.Read(ref _passed);
            _go.Release();
            while (Volatile.Read(ref _passed) == passed)
                await Task.Delay(1);
        }

        public void LetAllGo() => _go.Release(1000);

        public PayloadWriter Create(string key) => throw new NotSupportedException();

        public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        private static void InterlockedMax(ref int most, int value)
        {
            for (var seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
                Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
