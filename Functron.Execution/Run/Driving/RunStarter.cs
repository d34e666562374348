using Functron.Execution.Engine;
using Functron.Execution.Run.ByLauncher;

namespace Functron.Execution.Run.Driving;

/// <summary>Starts a function in the way that is chosen for it, or finds it in the way in which an earlier execution started it.</summary>
internal sealed class RunStarter(RunPaths paths, RunWays ways)
{
    public async Task<IStartedRun> StartAsync(RunAttempt attempt, CancellationToken stop)
    {
        var choice = await paths.ChooseAsync(stop);
        if (choice.Path == RunPath.Engine)
            return await ways.Engine.StartAsync(attempt, stop);
        return choice.IsRemembered ? await StartOnRememberedAsync(attempt, stop) : await ways.Launcher.StartAsync(attempt, stop);
    }

    /// <summary>Looks for what an earlier execution of the run left, whichever way it ran the function.</summary>
    public async Task<Resumption> ResumeAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        foreach (var way in ways.All)
        {
            var resumption = await way.ResumeAsync(attempt, cancellationToken);
            if (resumption.Left is not null)
                return resumption;
            attempt = resumption.Next;
        }

        return new Resumption(null, attempt);
    }

    /// <summary>
    /// As long as only an earlier process has seen the launcher work, a function that does not start may be the launcher's failure. So the
    /// launcher is tried again before the image is blamed.
    /// </summary>
    private async Task<IStartedRun> StartOnRememberedAsync(RunAttempt attempt, CancellationToken stop)
    {
        try
        {
            var started = await ways.Launcher.StartAsync(attempt, stop);
            if (started is not RefusedRun)
                paths.Confirm();
            if (started is not RefusedRun || await paths.TryAgainAsync(stop))
                return started;
        }
        catch (Exception e) when (e is LauncherException or EngineRefusedException && !stop.IsCancellationRequested)
        {
            if (await paths.TryAgainAsync(stop))
                throw;
        }

        // Nothing was released, so this removes what is there.
        var resumption = await ways.Launcher.ResumeAsync(attempt, stop);
        if (resumption.Left is not { } ran)
            return await ways.Engine.StartAsync(resumption.Next, stop);
        await using (ran)
            await ran.FollowAsync(0, stop);
        throw new LauncherException($"The launcher of {attempt.ContainerName} was not to be used, and ran its function all the same.");
    }
}
