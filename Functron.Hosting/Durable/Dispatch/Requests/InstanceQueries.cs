using Functron.Hosting.Durable.History;
using Functron.Hosting.Durable.Storage;

namespace Functron.Hosting.Durable.Dispatch.Requests;

/// <summary>Reads instances, ended or not. A read that fails is an <see cref="IOException"/>.</summary>
internal sealed class InstanceQueries(IInstanceStore store)
{
    /// <inheritdoc cref="IInstanceStore.FindAsync"/>
    public Task<StoredInstance?> FindAsync(string id, bool texts) => store.FindAsync(id, texts);

    /// <inheritdoc cref="HistoryReading.FindWithHistoryAsync"/>
    public Task<(StoredInstance Instance, IReadOnlyList<HistoryEvent> History)?> FindWithHistoryAsync(string id)
        => store.FindWithHistoryAsync(id);

    /// <inheritdoc cref="IInstanceStore.ListAsync"/>
    public Task<IReadOnlyList<StoredInstance>> ListAsync(InstanceFilter filter, int limit, bool texts)
        => store.ListAsync(filter, limit, texts);

    /// <inheritdoc cref="IInstanceStore.PageEndAsync"/>
    public Task<long?> PageEndAsync(InstanceFilter filter, int size) => store.PageEndAsync(filter, size);
}
