using Functron.Execution.Engine;

namespace Functron.Execution.Run;

/// <summary>Finds and removes the containers of runs, by the labels that this installation gives them.</summary>
internal sealed class RunContainers(IContainerEngine engine, InstallationId installation, TimeProvider time)
{
    private readonly Removal _removal = new(engine, time);

    private readonly SharedQuestion<IReadOnlySet<string>> _list = new(
        async () =>
        {
            var labels = $"{Labels.Installation}={await installation.GetAsync(CancellationToken.None)}";
            var ours = await engine.ListOwnContainersAsync([labels], CancellationToken.None);
            return ours.Select(container => container.Labels.GetValueOrDefault(Labels.Run)).OfType<string>().ToHashSet();
        },
        time);

    /// <summary>
    /// Tells whether the engine has a container of a run, running or not. However many ask at a time, as after a start with thousands of
    /// invocations, the engine is asked for one list.
    /// </summary>
    /// <param name="since">
    /// A timestamp of the clock: from then on nobody but the caller makes containers of the run, and the caller has made none. Null: now.
    /// </param>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    /// <exception cref="EngineRefusedException">The engine answers with an error.</exception>
    public async Task<bool> HasAsync(string runId, long? since, CancellationToken cancellationToken) =>
        (await _list.AskAsync(since).WaitAsync(cancellationToken)).Contains(runId);

    /// <summary>The container of that name. A name alone does not say whose container it is, so its labels are compared.</summary>
    /// <returns>Null when there is none, or it is not a container of this run.</returns>
    public async Task<ContainerSnapshot?> FindAsync(RunOrder order, string name, CancellationToken cancellationToken) =>
        await engine.InspectAsync(name, cancellationToken) is { } container
        && OwnResources.IsOurContainer(name, container.Labels)
        && container.Labels.GetValueOrDefault(Labels.Run) == order.RunId
        && container.Labels.GetValueOrDefault(Labels.Installation) == await installation.GetAsync(cancellationToken)
            ? container
            : null;

    /// <summary>All containers of a run, also those of earlier attempts.</summary>
    public async Task<IReadOnlyList<LabelledResource>> ListAsync(RunOrder order, CancellationToken cancellationToken) =>
        await engine.ListOwnContainersAsync(await FilterAsync(order, cancellationToken), cancellationToken);

    /// <summary>Removes all containers of a run, running or not. Returns when none is left.</summary>
    public async Task RemoveAsync(RunOrder order, CancellationToken cancellationToken)
    {
        foreach (var container in await ListAsync(order, cancellationToken))
            await _removal.ContainerAsync(container, cancellationToken);
    }

    /// <summary>The labels for a container of an attempt.</summary>
    public async Task<IReadOnlyDictionary<string, string>> LabelsAsync(RunAttempt attempt, CancellationToken cancellationToken) =>
        RunLabels.Of(attempt, await installation.GetAsync(cancellationToken));

    /// <summary>The labels for what belongs to a run as a whole.</summary>
    public async Task<IReadOnlyDictionary<string, string>> LabelsAsync(RunOrder order, CancellationToken cancellationToken) =>
        RunLabels.Of(order, await installation.GetAsync(cancellationToken));

    /// <summary>What to ask the engine for to find all that belongs to a run.</summary>
    public async Task<IReadOnlyList<string>> FilterAsync(RunOrder order, CancellationToken cancellationToken) =>
        RunLabels.Filter(order, await installation.GetAsync(cancellationToken));
}
