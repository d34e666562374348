using System.Collections.Concurrent;
using System.Globalization;

namespace Functron.Execution.Engine;

/// <summary>
/// Tells whether the engine is slow, by how long its calls take. It is slow from the first call over its threshold until a minute has
/// passed without another one. A call that is under way counts as soon as it is over its threshold.
/// </summary>
internal sealed class EngineSlowness(TimeProvider time)
{
    /// <summary>Slow and quick calls take turns on a loaded engine. The report should not.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<EngineCall, Spell> _spells = [];
    private readonly ConcurrentDictionary<Watched, byte> _underWay = [];

    /// <summary>
    /// From when on a call is slow. On an idle machine of two cores the three calls take some milliseconds, 10 ms and 0.3 s. With sixteen
    /// runs at a time a start takes 2 s.
    /// </summary>
    public static TimeSpan Threshold(EngineCall call) => TimeSpan.FromSeconds(call == EngineCall.Version ? 1 : 5);

    /// <summary>Makes a call and notes how long it took, however it ended.</summary>
    public async Task<T> WatchAsync<T>(EngineCall call, Func<Task<T>> make)
    {
        var watched = new Watched(call, time.GetUtcNow(), time.GetTimestamp());
        _underWay[watched] = 0;
        try
        {
            return await make();
        }
        finally
        {
            _underWay.TryRemove(watched, out _);
            Note(watched);
        }
    }

    /// <summary>Null while the engine is quick, or has nothing to do.</summary>
    public Slowness? Current()
    {
        foreach (var watched in _underWay.Keys)
            Note(watched);

        lock (_gate)
        {
            var now = time.GetUtcNow();
            var spells = _spells.Where(spell => now - spell.Value.Last < Quiet).OrderBy(spell => spell.Key).ToList();
            return spells.Count == 0
                ? null
                : new Slowness(
                    "The Docker engine is slow: " + string.Join(", ", spells.Select(spell => Words(spell.Key, spell.Value.Longest))) + ".",
                    spells.Min(spell => spell.Value.Since));
        }
    }

    private void Note(Watched watched)
    {
        var took = time.GetElapsedTime(watched.Began);
        if (took < Threshold(watched.Call))
            return;
        var now = time.GetUtcNow();
        lock (_gate)
        {
            _spells[watched.Call] = _spells.TryGetValue(watched.Call, out var spell) && watched.Since - spell.Last < Quiet
                ? new Spell(spell.Since < watched.Since ? spell.Since : watched.Since, now, spell.Longest > took ? spell.Longest : took)
                : new Spell(watched.Since, now, took);
        }
    }

    private static string Words(EngineCall call, TimeSpan took) => string.Create(
        CultureInfo.InvariantCulture,
        $"{call switch
        {
            EngineCall.Version => "an answer",
            EngineCall.Create => "creating a container",
            _ => "starting a container",
        }} takes up to {took.TotalSeconds:0.0} s (slow is from {Threshold(call).TotalSeconds:0} s on)");

    /// <param name="Last">When the last slow call ended, or was seen to be under way.</param>
    private sealed record Spell(DateTimeOffset Since, DateTimeOffset Last, TimeSpan Longest);

    /// <summary>By reference: two calls may begin at the same time.</summary>
    private sealed class Watched(EngineCall call, DateTimeOffset since, long began)
    {
        public EngineCall Call { get; } = call;

        public DateTimeOffset Since { get; } = since;

        public long Began { get; } = began;
    }
}

/// <summary>The calls whose duration tells how the engine is.</summary>
internal enum EngineCall
{
    Version,
    Create,
    Start,
}

/// <param name="What">In words: which calls take how long.</param>
/// <param name="Since">When the first slow call began.</param>
public sealed record Slowness(string What, DateTimeOffset Since);
