using Functron.Hosting.Durable.History;

namespace Functron.Hosting.Durable.Storage;

/// <summary>Reads an instance together with its history.</summary>
internal static class HistoryReading
{
    /// <summary>Null when there is no instance of that id. The history is empty before its first turn.</summary>
    /// <exception cref="IOException">The store could not be read.</exception>
    public static async Task<(StoredInstance Instance, IReadOnlyList<HistoryEvent> History)?> FindWithHistoryAsync(
        this IInstanceStore store, string id)
    {
        var found = await store.FindAsync(id, texts: false);
        while (found is not null)
        {
            var history = await store.ReadHistoryAsync(found.Key);
            if (history.Count > 0)
                return (found, history);

            // The execution that was found may be gone with its history: another one follows it, or it was purged.
            var now = await store.FindAsync(id, texts: false);
            if (now?.Key == found.Key)
                return (now, history);
            found = now;
        }

        return null;
    }
}
