using Functron.Execution.Engine;
using Functron.Execution.Run.ByEngine;
using Functron.Execution.Run.ByLauncher;

namespace Functron.Execution.Run.Driving;

/// <summary>Starts a function on the way that is chosen for it.</summary>
public sealed class RunStarter(RunPaths paths, LauncherRunPath launcherPath, EngineRunPath enginePath)
{
    private readonly IRunPath _launcher = launcherPath;
    private readonly IRunPath _engine = enginePath;

    internal async Task<IStartedRun> StartAsync(RunAttempt attempt, CancellationToken stop)
    {
        var choice = await paths.ChooseAsync(stop);
        if (choice.Path == RunPath.Engine)
            return await _engine.StartAsync(attempt, stop);
        return choice.IsRemembered ? await StartOnRememberedAsync(attempt, stop) : await _launcher.StartAsync(attempt, stop);
    }

    /// <summary>As long as only an earlier process has seen the launcher work, a function that does not start may be the launcher's failure: it is tried before the image is blamed.</summary>
    private async Task<IStartedRun> StartOnRememberedAsync(RunAttempt attempt, CancellationToken stop)
    {
        try
        {
            var started = await _launcher.StartAsync(attempt, stop);
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

        // Nothing was released: this removes what is there of it.
        var left = await _launcher.ResumeAsync(attempt, stop);
        if (left.Result is not null)
            throw new LauncherException($"The launcher of {attempt.ContainerName} was not to be used, and ran its function all the same.");
        return await _engine.StartAsync(left.Next, stop);
    }
}
