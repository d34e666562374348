using System.Net;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run;

/// <summary>Creates a run's container, fills it, attaches to it and starts it.</summary>
public sealed class ContainerStarter(
    IContainerEngine engine, IPayloadStore store, InstallationId installation, ExecutionOptions options, TimeProvider time, ILogger<ContainerStarter> logger)
{
    private readonly DataDirectory _data = new(engine, store);

    /// <param name="stop">Stops it anywhere before the start; the start itself is not interrupted, or nobody would know whether it happened.</param>
    /// <exception cref="EngineRefusedException">The platform's failure; the user's is in the answer.</exception>
    internal async Task<StartedContainer> StartAsync(RunAttempt attempt, CancellationToken stop)
    {
        var creating = time.GetTimestamp();
        var id = await CreateAsync(attempt, stop);
        var attaching = AttachAsync(id, attempt.HasStdin, stop);
        try
        {
            var refusedTar = await _data.FillAsync(id, attempt.Invocation.Tar, stop);
            var (output, input) = await attaching;
            var created = time.GetElapsedTime(creating).TotalMilliseconds;
            if (refusedTar is not null)
                return new StartedContainer(id, output, input, created, null, 0, new StartRefusal(StartRefusal.CannotRun, refusedTar));

            stop.ThrowIfCancellationRequested();
            var starting = time.GetTimestamp();
            var refusal = await StartAsync(id);
            var started = time.GetTimestamp();
            if (refusal is null)
                ExecutionLog.Started(logger, attempt.ContainerName, attempt.Number);
            return new StartedContainer(id, output, input, created, time.GetElapsedTime(starting, started).TotalMilliseconds, started, refusal);
        }
        catch
        {
            await ((Task)attaching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (attaching.IsCompletedSuccessfully)
            {
                attaching.Result.Output.Dispose();
                attaching.Result.Input?.Dispose();
            }

            throw;
        }
    }

    private async Task<string> CreateAsync(RunAttempt attempt, CancellationToken stop)
    {
        var spec = new ContainerSpec(
            attempt.ContainerName,
            attempt.ImageId,
            RunLabels.Of(attempt, await installation.GetAsync(stop)),
            attempt.HasStdin,
            LogBudget.FileBytes(options.MaxOutputBytes),
            options.MemoryBytes,
            options.Cpus,
            options.PidsLimit,
            options.NetworkMode);
        return await engine.CreateContainerAsync(spec, stop)
            ?? throw new InvalidOperationException($"A container named {attempt.ContainerName} exists that this run did not expect.");
    }

    private async Task<(IContainerStream Output, IContainerStream? Input)> AttachAsync(string id, bool withInput, CancellationToken stop)
    {
        var output = await engine.AttachAsync(id, AttachTo.Output, stop);
        try
        {
            return (output, withInput ? await engine.AttachAsync(id, AttachTo.Input, stop) : null);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <returns>Why the command cannot be started, which is the user's failure; null when it runs.</returns>
    private async Task<StartRefusal?> StartAsync(string id)
    {
        try
        {
            await engine.StartAsync(id, CancellationToken.None);
            return null;
        }
        catch (EngineRefusedException e)
        {
            // 126 and 127 are the engine's way of saying "cannot be run" and "not found"; it leaves the container created.
            // Its other codes tell the caller nothing, but mean the same: a user that the image does not have, for one.
            // Should something outside the image be missing, such as the network, the engine says so with its status.
            if (await engine.InspectAsync(id, CancellationToken.None) is { StartedAt: null, Phase: ContainerPhase.Created, ExitCode: not 0 } refused
                && (refused.ExitCode is StartRefusal.CannotRun or StartRefusal.NotFound || e.Status != HttpStatusCode.NotFound))
                return new StartRefusal(refused.ExitCode == StartRefusal.NotFound ? StartRefusal.NotFound : StartRefusal.CannotRun, e.Message + "\n");
            throw;
        }
    }
}
