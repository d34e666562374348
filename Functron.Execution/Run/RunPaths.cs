using Functron.Execution.Engine;
using Functron.Execution.Launcher;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run;

/// <summary>Decides, once per process, which way functions are run.</summary>
public sealed class RunPaths(ExecutionOptions options, LauncherTrial trial, ILogger<RunPaths> logger)
{
    private readonly SemaphoreSlim _once = new(1);
    private volatile RunPathChoice? _choice;

    /// <summary>Null as long as nobody could tell: the engine has not answered yet.</summary>
    public RunPathChoice? Known => _choice;

    /// <exception cref="EngineUnreachableException">The engine does not answer; the next call tries again.</exception>
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

    private async Task<RunPathChoice> DecideAsync(CancellationToken cancellationToken) => options.RunPath switch
    {
        RunPathOption.Engine => new RunPathChoice(RunPath.Engine, "Functron:RunPath says so"),
        RunPathOption.Launcher => new RunPathChoice(RunPath.Launcher, "Functron:RunPath says so"),
        _ => await trial.FindObstacleAsync(cancellationToken) is { } obstacle
            ? new RunPathChoice(RunPath.Engine, obstacle)
            : new RunPathChoice(RunPath.Launcher, "a trial of it worked"),
    };
}

/// <param name="Why">In words.</param>
public sealed record RunPathChoice(RunPath Path, string Why);
