using Functron.Execution.Engine;

namespace Functron.Execution.Run;

/// <summary>
/// Tells which runs have a container. However many ask at a time, as after a start with thousands of invocations, the engine is asked for
/// one list.
/// </summary>
public sealed class RunContainers(IContainerEngine engine, InstallationId installation, TimeProvider time)
{
    private readonly SharedQuestion<IReadOnlySet<string>> _list = new(
        async () =>
        {
            var ours = await engine.ListOwnContainersAsync([$"{Labels.Installation}={await installation.GetAsync(CancellationToken.None)}"], CancellationToken.None);
            return ours.Select(container => container.Labels.GetValueOrDefault(Labels.Run)).OfType<string>().ToHashSet();
        },
        time);

    /// <param name="since">A timestamp of the clock: from then on nobody but the caller makes containers of the run, and the caller has made none. Null: now.</param>
    /// <returns>Whether the engine has a container of that run, running or not.</returns>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    /// <exception cref="EngineRefusedException">The engine answers with an error.</exception>
    public async Task<bool> HasAsync(string runId, long? since, CancellationToken cancellationToken) =>
        (await _list.AskAsync(since).WaitAsync(cancellationToken)).Contains(runId);
}
