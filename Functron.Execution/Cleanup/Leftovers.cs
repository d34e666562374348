using System.Collections.Concurrent;
using Functron.Execution.Engine;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Cleanup;

/// <summary>
/// Removes containers and images, and tries again what resists, so that nobody else has to wait for it. An engine can hang on one container
/// for ever, and as long as it does, on the removal of every image (seen with 20.10).
/// </summary>
internal sealed class Leftovers(IContainerEngine engine, TimeProvider time, ILogger<Leftovers> logger) : IAsyncDisposable
{
    /// <summary>How many are removed at a time, and how many that resist are tried again at a time.</summary>
    private const int AtATime = 4;

    /// <summary>For one of many removals. What takes longer is tried beside the others.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For the others, once something resists, because an engine that hangs on one may hang on all.</summary>
    private static readonly TimeSpan LittlePatience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    // By id, or by name for an image whose id is not known.
    private readonly ConcurrentDictionary<string, Resisting> _resisting = new();
    private readonly SemaphoreSlim _places = new(AtATime);
    private readonly CancellationTokenSource _stop = new();
    private readonly Removal _removal = new(engine, time);

    /// <summary>What could not be removed so far, the oldest first.</summary>
    public IReadOnlyList<Leftover> All => [.. _resisting.Values.Select(r => new Leftover(r.What, r.Since)).OrderBy(l => l.Since)];

    /// <summary>Removes some, a few at a time. It leaves out those that are known to resist, because they are tried already.</summary>
    internal Task<Removals> RemoveContainersAsync(IEnumerable<LabelledResource> containers, CancellationToken cancellationToken) =>
        RemoveAllAsync(containers, RemoveContainerAsync, cancellationToken);

    /// <inheritdoc cref="RemoveContainersAsync"/>
    internal Task<Removals> RemoveImagesAsync(IEnumerable<LabelledResource> images, CancellationToken cancellationToken) =>
        RemoveAllAsync(images, RemoveImageAsync, cancellationToken);

    /// <param name="patience">How long to wait for it at most. After that it is tried without anybody waiting.</param>
    /// <returns>Why it is not removed yet, in words. Null when it is removed.</returns>
    internal Task<string?> RemoveContainerAsync(LabelledResource container, TimeSpan patience, CancellationToken cancellationToken) =>
        RemoveAsync(
            container.Id, $"container {NameOf(container)}", stop => _removal.ContainerAsync(container, stop), patience, cancellationToken);

    /// <inheritdoc cref="RemoveContainerAsync"/>
    internal Task<string?> RemoveImageAsync(LabelledResource image, TimeSpan patience, CancellationToken cancellationToken) =>
        RemoveAsync(
            image.Id,
            $"image {NameOf(image)}",
            stop => _removal.ImageAsync(image, stop),
            _resisting.IsEmpty ? patience : Min(patience, LittlePatience),
            cancellationToken);

    /// <summary>Gives up what is still tried.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_resisting.Values.Select(r => r.Trying)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _places.Dispose();
    }

    private static string NameOf(LabelledResource resource) =>
        resource.Names.Any(n => !n.StartsWith("<none>", StringComparison.Ordinal)) ? string.Join(' ', resource.Names) : resource.Id;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task<Removals> RemoveAllAsync(
        IEnumerable<LabelledResource> resources,
        Func<LabelledResource, TimeSpan, CancellationToken, Task<string?>> remove,
        CancellationToken cancellationToken)
    {
        var removals = new Removals();
        await Parallel.ForEachAsync(
            resources.Where(r => !_resisting.ContainsKey(r.Id) && !r.Names.Any(_resisting.ContainsKey)),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (resource, stop) => removals.Add(await remove(resource, Patience, stop)));
        return removals;
    }

    private async Task<string?> RemoveAsync(
        string id, string what, Func<CancellationToken, Task> remove, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_resisting.TryGetValue(id, out var known) && known.IsBeingTried)
            return known.Words;

        var removing = TryAsync(remove, _stop.Token);
        string? failure;
        try
        {
            failure = await removing.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            failure = $"the engine was not through with its removal after {patience.TotalSeconds} s";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            failure = "its removal was not waited for";
        }

        if (failure is null)
            return null;
        var resisting = new Resisting(what, time.GetUtcNow()) { Words = $"{what}: {failure}" };
        if (_resisting.GetOrAdd(id, resisting) == resisting)
        {
            ExecutionLog.Resists(logger, what, failure);
            resisting.Trying = KeepTryingAsync(id, resisting, removing, remove);
        }

        return resisting.Words;
    }

    private async Task KeepTryingAsync(string id, Resisting resisting, Task<string?> removing, Func<CancellationToken, Task> remove)
    {
        for (var (pause, tries) = (FirstPause, 1); ; pause = Min(pause * 2, LongestPause), tries++)
        {
            if (await removing is not { } failure)
            {
                _resisting.TryRemove(id, out _);
                ExecutionLog.ResistsNoMore(logger, resisting.What, tries);
                return;
            }

            resisting.Words = $"{resisting.What}: {failure}";
            resisting.IsBeingTried = false;
            await Task.Delay(pause, time, _stop.Token);
            await _places.WaitAsync(_stop.Token);
            resisting.IsBeingTried = true;
            removing = TryAsync(remove, _stop.Token);
            await removing;
            _places.Release();
        }
    }

    /// <returns>Why it failed. Null when it did not fail.</returns>
    private static async Task<string?> TryAsync(Func<CancellationToken, Task> remove, CancellationToken stop)
    {
        try
        {
            await remove(stop);
            return null;
        }
        catch (Exception e) when (e is EngineRefusedException or EngineUnreachableException or IOException)
        {
            return e.Message;
        }
    }

    private sealed class Resisting(string what, DateTimeOffset since)
    {
        public string What => what;

        public DateTimeOffset Since => since;

        public required string Words { get; set; }

        public bool IsBeingTried { get; set; } = true;

        public Task Trying { get; set; } = Task.CompletedTask;
    }
}

/// <summary>Something of ours on the engine that could not be removed so far.</summary>
/// <param name="What">In words, with its name.</param>
/// <param name="Since">When its removal was first given up.</param>
public sealed record Leftover(string What, DateTimeOffset Since);
