using System.Collections.Frozen;

using DurableTask.Core;

namespace Functron.Hosting.Durable;

/// <summary>
/// The tags of an instance: names and values that its starter gives it. It keeps them when it continues as new, is rewound or is restarted.
/// An instance without tags has null, not an empty dictionary.
/// </summary>
internal static class InstanceTags
{
    /// <summary>A copy, which later changes by the giver do not reach; null for no tags.</summary>
    public static IReadOnlyDictionary<string, string>? Copy(IEnumerable<KeyValuePair<string, string>>? given)
        => given is not null && new Dictionary<string, string>(given, StringComparer.Ordinal) is { Count: > 0 } tags ? tags : null;

    /// <summary>
    /// A sub-orchestration also has its parent's tags, as in Microsoft's engine. If both have a tag of one name, the child's own counts.
    /// The tag for "nobody waits" belongs to one call and is not passed on.
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

    /// <summary>
    /// Whether the tags have the one by which Microsoft's engine knows a sub-orchestration that nobody waits for: the call ends at once,
    /// and the parent is not told about the child's end.
    /// </summary>
    public static bool AreUnawaited(IReadOnlyDictionary<string, string>? tags)
        => tags?.ContainsKey(OrchestrationTags.FireAndForget) == true;
}
