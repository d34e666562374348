namespace Functron.Execution.Engine;

/// <summary>
/// Tells which runs have a container. However many ask at a time, as after a start with thousands of invocations, the engine is asked for
/// one list.
/// </summary>
public sealed class RunContainers(IContainerEngine engine, InstallationId installation)
{
    private readonly Lock _gate = new();
    private Task<IReadOnlySet<string>>? _next;
    private Task _current = Task.CompletedTask;

    /// <returns>Whether the engine has a container of that run, running or not.</returns>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    /// <exception cref="EngineRefusedException">The engine answers with an error.</exception>
    public async Task<bool> HasAsync(string runId, CancellationToken cancellationToken)
    {
        Task<IReadOnlySet<string>> list;
        lock (_gate)
        {
            // A list that is under way may be older than the question: the one after it counts.
            list = _next ??= ListAsync(_current);
        }

        return (await list.WaitAsync(cancellationToken)).Contains(runId);
    }

    private async Task<IReadOnlySet<string>> ListAsync(Task before)
    {
        // Not under the caller's lock.
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _current = _next!;
            _next = null;
        }

        // Nobody's token: it is asked for all.
        var ours = await engine.ListOwnContainersAsync([$"{Labels.Installation}={await installation.GetAsync(CancellationToken.None)}"], CancellationToken.None);
        return ours.Select(container => container.Labels.GetValueOrDefault(Labels.Run)).OfType<string>().ToHashSet();
    }
}
