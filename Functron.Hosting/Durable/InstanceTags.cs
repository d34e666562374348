using System.Collections.Frozen;

using DurableTask.Core;

namespace Functron.Hosting.Durable;

/// <summary>
/// The tags of an instance: names and values that whoever starts it gives. It keeps them over ContinueAsNew, a rewind and a restart.
/// No tags are null.
/// </summary>
internal static class InstanceTags
{
    /// <summary>What the giver changes later does not change them.</summary>
    public static IReadOnlyDictionary<string, string>? Copy(IEnumerable<KeyValuePair<string, string>>? given)
        => given is not null && new Dictionary<string, string>(given, StringComparer.Ordinal) is { Count: > 0 } tags ? tags : null;

    /// <summary>
    /// A sub-orchestration also has its parent's tags, as in Microsoft's engine. Of two of one name its own counts. That nobody waits for
    /// it is said of each call alone.
    /// </summary>
    public static IReadOnlyDictionary<string, string>? OfChild(
        IEnumerable<KeyValuePair<string, string>>? own, IReadOnlyDictionary<string, string>? parents)
    {
        var tags = new Dictionary<string, string>(own ?? [], StringComparer.Ordinal);
        foreach (var (name, value) in parents ?? FrozenDictionary<string, string>.Empty)
        {
            if (name != OrchestrationTags.FireAndForget)
                tags.TryAdd(name, value);
        }

        return tags.Count > 0 ? tags : null;
    }

    /// <summary>Microsoft's engine has a tag for a sub-orchestration that nobody waits for: the call ends at once, and its end is not told.</summary>
    public static bool AreUnawaited(IReadOnlyDictionary<string, string>? tags)
        => tags?.ContainsKey(OrchestrationTags.FireAndForget) == true;
}
