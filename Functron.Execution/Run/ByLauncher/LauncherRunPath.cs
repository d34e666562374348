using Functron.Execution.Run.Stopping;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// Runs functions by the launcher: the container's first process, which is released once and then needs neither Functron nor the engine.
/// The claim records the commit point. The launcher's status file records what became of it.
/// </summary>
internal sealed class LauncherRunPath(
    LauncherStarter starter, LauncherResumption resumption, LaunchFolders folders, LaunchClaims claims, TimeProvider time) : IRunPath
{
    public Task<IStartedRun> StartAsync(RunAttempt attempt, CancellationToken stop) => starter.StartAsync(attempt, stop);

    public Task<Resumption> ResumeAsync(RunAttempt attempt, CancellationToken cancellationToken) =>
        resumption.ResumeAsync(attempt, cancellationToken);

    public async Task<bool> MayHaveBegunAsync(RunOrder order, CancellationToken cancellationToken) =>
        await claims.ReadAsync(order, cancellationToken) is not null;

    /// <summary>Goes by the launcher's record and by this machine's clock, which is the launcher's, too.</summary>
    public async Task<FunctionTime?> LookAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await claims.ReadAsync(order, cancellationToken) is not { } claim)
            return null;
        var status = LaunchStatus.Read(folders.Of(order), order.RunId);
        if (status.IsFinal)
            return FunctionTime.Ended;
        return status.StartedAt is { } started
            ? FunctionTime.Running(claim.Container, started + order.Timeout.Duration - time.GetUtcNow())
            : FunctionTime.NotStarted;
    }
}
