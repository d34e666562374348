using System.Collections.Concurrent;
using System.Text.Json;

namespace Functron.Benchmarks.Calls;

/// <summary>When the engine says that a container started, and in which of Functron's ways.</summary>
internal sealed record ContainerStart(DateTimeOffset At, bool ByLauncher);

/// <summary>The engine's start events. The engine keeps few of them, so they are read from before the first container.</summary>
internal sealed class StartEvents : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<ContainerStart>> _starts = new();
    private readonly StreamReader _events;

    private StartEvents(Stream events) => _events = new StreamReader(events);

    public static async Task<StartEvents> SubscribeAsync(Engine engine)
    {
        var filter = Uri.EscapeDataString("""{"type":["container"],"event":["start"]}""");
        var starts = new StartEvents(await engine.StreamAsync($"events?filters={filter}"));
        _ = starts.ReadAsync();
        return starts;
    }

    /// <param name="key">A container's name, or the instance that it was made for.</param>
    /// <exception cref="TimeoutException">No event came within 10 s.</exception>
    public Task<ContainerStart> OfAsync(string key, CancellationToken cancel) => Entry(key).Task.WaitAsync(Patience, cancel);

    public void Dispose() => _events.Dispose();

    private async Task ReadAsync()
    {
        try
        {
            while (await _events.ReadLineAsync() is { } line)
                Take(JsonDocument.Parse(line).RootElement);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The bench or the engine ended; whoever waits for an event gets a TimeoutException.
        }
    }

    private void Take(JsonElement start)
    {
        var attributes = start.GetProperty("Actor").GetProperty("Attributes");
        var byLauncher = attributes.TryGetProperty("functron.path", out var path) && path.GetString() == CallRows.Launcher;
        var found = new ContainerStart(DateTimeOffset.UnixEpoch.AddTicks(start.GetProperty("timeNano").GetInt64() / 100), byLauncher);
        foreach (var key in (string[])["name", "functron.instance"])
        {
            if (attributes.TryGetProperty(key, out var value))
                Entry(value.GetString()!).TrySetResult(found);
        }
    }

    private TaskCompletionSource<ContainerStart> Entry(string key) =>
        _starts.GetOrAdd(key, _ => new TaskCompletionSource<ContainerStart>(TaskCreationOptions.RunContinuationsAsynchronously));
}
