using System.ComponentModel;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Results;
using Functron.Execution.Run.Stopping;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>Makes the result of a launched run from its files.</summary>
internal sealed class LauncherConclusion(
    IContainerEngine engine,
    IPayloadStore store,
    StopIntents intents,
    StopPatience patience,
    ExecutionOptions options,
    TimeProvider time,
    ILogger<LauncherConclusion> logger)
{
    private const string ByItself = "exit";
    private const string AtDeadline = "deadline";
    private const string Stopped = "stopped";
    private const int KilledExitCode = 137;
    private const string KilledSignal = "SIGKILL";

    /// <exception cref="LauncherException">The launcher is gone and has not said how the function ended.</exception>
    /// <exception cref="IOException">The output could not be kept.</exception>
    public async Task<InvocationResult> OfAsync(RunAttempt attempt, LaunchFolder folder, LaunchStatus status, RunTimes times)
    {
        if (status.Refusal is { } refusal)
            return await RefusedAsync(attempt, refusal, times);

        patience.Concludes(attempt.Order);
        var intent = await intents.ReadAsync(attempt.Order, CancellationToken.None);
        var ending = status.End switch
        {
            { Reason: ByItself } => Ending.Exited,
            { Reason: AtDeadline } when intent is null => Ending.TimedOut,
            { Reason: Stopped } when intent is null => throw StoppedFromOutside(attempt),
            null when intent is null => throw WithoutWord(attempt, status),
            _ => intent == StopReason.Timeout ? Ending.TimedOut : Ending.Cancelled,
        };
        if (status.End is { SpoolError: not 0 } unkept)
            throw new IOException(
                $"The output of {attempt.ContainerName} could not be kept: {new Win32Exception(unkept.SpoolError).Message}.");

        // A launcher that the engine killed leaves no last line. Then its start is all that is known.
        var exitCode = status.End is { } end ? end.ShellExitCode : status.StartedAt is null ? (int?)null : KilledExitCode;
        ExecutionLog.Ended(logger, attempt.ContainerName, attempt.Order.InstanceId, ending, exitCode);
        var (stdout, allOfStdout) = await KeepAsync(folder.Stdout, attempt.Key("stdout"), status.End?.StdoutBytes);
        var (stderr, allOfStderr) = await KeepAsync(folder.Stderr, attempt.Key("stderr"), status.End?.StderrBytes);
        return RunResult.Of(attempt, ending, exitCode, stdout, stderr, times with { Run = RunMilliseconds(status.End) }, time) with
        {
            OutputTruncated = !(allOfStdout && allOfStderr),
            OutOfMemory = status.End?.OutOfMemoryKills > 0,
            Signal = status.End is { } known ? SignalNames.Of(known.Signal) : exitCode is null ? null : KilledSignal,
            CpuMilliseconds = status.End is { StartedAt: not null } ? Math.Round(status.End.CpuMilliseconds, 1) : null,
            PeakMemoryBytes = status.End is { StartedAt: not null } ? status.End.PeakMemoryBytes : null,
        };
    }

    private static LauncherException StoppedFromOutside(RunAttempt attempt) => new(
        $"The container of {attempt.ContainerName} was stopped from outside while its function ran: "
        + "the engine was stopped, or somebody stopped or killed the container. "
        + "What its function had done until then is not known, so it is not run again.");

    private static LauncherException WithoutWord(RunAttempt attempt, LaunchStatus status) => new(
        $"The launcher of {attempt.ContainerName} ended without a word on how its function did: "
        + (status.Released
            ? "its container was killed or removed, perhaps for want of memory, the machine was restarted, or the data directory is full. "
                + $"The function {(status.StartedAt is null ? "may have" : "had")} started, so it is not run again."
            : "it could not record that it was released, perhaps because the data directory is full. The function was not started."));

    private async Task<InvocationResult> RefusedAsync(RunAttempt attempt, LaunchRefusal refusal, RunTimes times)
    {
        ImageSnapshot? image = null;
        EnginePlatform? platform = null;
        try
        {
            if (refusal.IsForeignProgram)
            {
                image = await engine.FindImageAsync(attempt.ImageId, CancellationToken.None);
                platform = await engine.PlatformAsync(CancellationToken.None);
            }
        }
        catch (EngineUnreachableException)
        {
            // Then the words are less exact.
        }

        var words = RefusalWords.Of(refusal, image, platform);
        ExecutionLog.Ended(logger, attempt.ContainerName, attempt.Order.InstanceId, Ending.StartRefused, words.ExitCode);
        return await RunResult.RefusedAsync(attempt, words, times, store, time);
    }

    /// <returns>
    /// What the spool holds, and whether that is all there was. Of a full spool nobody knows that, unless its launcher said it.
    /// </returns>
    private async Task<(Payload Kept, bool All)> KeepAsync(string file, string key, long? bytes)
    {
        await using var kept = new PayloadSpool(store, key);
        await using var spool = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[64 * 1024];
        while (await spool.ReadAsync(buffer) is > 0 and var length)
            await kept.WriteAsync(buffer.AsMemory(0, length), CancellationToken.None);
        var content = await kept.CommitAsync(CancellationToken.None);
        return (content, kept.Length >= (bytes ?? 0) && (bytes is not null || kept.Length < options.MaxOutputBytes));
    }

    private static double? RunMilliseconds(LaunchEnd? end) =>
        end?.EndedAt - end?.StartedAt is { } run ? Math.Max(0, run.TotalMilliseconds) : null;
}
