namespace Functron.Execution.Engine;

/// <summary>
/// Tells which runs have a container. However many ask at a time, as after a start with thousands of invocations, the engine is asked for
/// one list.
/// </summary>
public sealed class RunContainers
{
    private readonly SharedQuestion<IReadOnlySet<string>> _list;

    public RunContainers(IContainerEngine engine, InstallationId installation) => _list = new(async () =>
    {
        var ours = await engine.ListContainersAsync([$"{Labels.Installation}={await installation.GetAsync(CancellationToken.None)}"], CancellationToken.None);
        return ours.Select(container => container.Labels.GetValueOrDefault(Labels.Run)).OfType<string>().ToHashSet();
    });

    /// <returns>Whether the engine has a container of that run, running or not.</returns>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    /// <exception cref="EngineRefusedException">The engine answers with an error.</exception>
    public async Task<bool> HasAsync(string runId, CancellationToken cancellationToken) =>
        (await _list.AskAsync().WaitAsync(cancellationToken)).Contains(runId);
}
