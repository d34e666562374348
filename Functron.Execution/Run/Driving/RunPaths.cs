using Functron.Execution.Engine;
using Functron.Execution.Run.ByLauncher;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.Driving;

/// <summary>
/// Chooses the way in which functions are run. It does so on the first question, and again as long as a trial failed that may succeed
/// later: an engine that was too busy at the start is no reason to do without the launcher for good.
/// </summary>
internal sealed class RunPaths(
    ExecutionOptions options, LauncherTrial trial, LauncherProof proof, TimeProvider time, ILogger<RunPaths> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _once = new(1);
    private volatile RunPathChoice? _choice;
    private TimeSpan _pause = FirstPause;
    private long _tried;

    /// <summary>Null as long as nothing is known: the engine has not answered yet.</summary>
    public RunPathChoice? Known => _choice;

    /// <exception cref="EngineUnreachableException">The engine does not answer. The next call tries again.</exception>
    public async Task<RunPathChoice> ChooseAsync(CancellationToken cancellationToken)
    {
        if (_choice is { } known)
            return known;
        await _once.WaitAsync(cancellationToken);
        try
        {
            if (_choice is null)
            {
                _choice = await DecideAsync(cancellationToken);
                ExecutionLog.PathChosen(logger, _choice.Path, _choice.Why);
            }

            return _choice;
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>To be called from time to time: tries the launcher again, with growing pauses, where that may change the choice.</summary>
    /// <returns>False when the choice is made for good.</returns>
    /// <exception cref="EngineUnreachableException">The engine does not answer. The next call tries again.</exception>
    public async Task<bool> ReviseAsync(CancellationToken cancellationToken)
    {
        if (await ChooseAsync(cancellationToken) is { MayChange: false } settled)
            return settled.IsRemembered;
        await _once.WaitAsync(cancellationToken);
        try
        {
            if (_choice is not { MayChange: true } || time.GetElapsedTime(_tried) < _pause)
                return true;
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            _choice = await DecideAsync(cancellationToken);
            if (!_choice.MayChange)
                ExecutionLog.PathChosen(logger, _choice.Path, _choice.Why);
            return _choice.MayChange;
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>To be called when the launcher ran a function, which says as much as a trial.</summary>
    public void Confirm()
    {
        if (_choice is { IsRemembered: true } remembered)
            _choice = remembered with { IsRemembered = false };
    }

    /// <summary>
    /// Tries the launcher now. To be called when it did not run a function, and was chosen only because an earlier process had seen it
    /// work.
    /// </summary>
    /// <returns>Whether it works.</returns>
    /// <exception cref="EngineUnreachableException">The engine does not answer.</exception>
    public async Task<bool> TryAgainAsync(CancellationToken cancellationToken)
    {
        await _once.WaitAsync(cancellationToken);
        try
        {
            if (_choice is { IsRemembered: true })
            {
                proof.Forget();
                _choice = await DecideAsync(cancellationToken);
                ExecutionLog.PathChosen(logger, _choice.Path, _choice.Why);
            }

            return _choice?.Path == RunPath.Launcher;
        }
        finally
        {
            _once.Release();
        }
    }

    private async Task<RunPathChoice> DecideAsync(CancellationToken cancellationToken)
    {
        if (options.RunPath != RunPathOption.Auto)
        {
            var path = options.RunPath == RunPathOption.Launcher ? RunPath.Launcher : RunPath.Engine;
            return new RunPathChoice(path, "Functron:RunPath says so");
        }

        try
        {
            if (await proof.HoldsAsync(cancellationToken))
                return new RunPathChoice(RunPath.Launcher, "a trial of it worked before this start", IsRemembered: true);
            if (await trial.FindObstacleAsync(cancellationToken) is { } obstacle)
                return new RunPathChoice(RunPath.Engine, obstacle.Why, obstacle.MayPass);
            await proof.KeepAsync(cancellationToken);
            return new RunPathChoice(RunPath.Launcher, "a trial of it worked");
        }
        finally
        {
            _tried = time.GetTimestamp();
        }
    }
}
