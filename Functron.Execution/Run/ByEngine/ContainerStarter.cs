using Functron.Execution.Engine;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Run.ByEngine;

/// <summary>Creates a run's container, fills it, attaches to it and starts it.</summary>
internal sealed class ContainerStarter(
    IContainerEngine engine,
    ContainerData data,
    RunContainers containers,
    RefusedStarts refusals,
    UserGroups groups,
    FunctionLimits limits,
    StartsInFlight starts,
    ExecutionOptions options,
    TimeProvider time,
    ILogger<ContainerStarter> logger)
{
    /// <param name="stop">
    /// Stops it anywhere before the start. The start itself is not interrupted, or nobody would know whether it happened.
    /// </param>
    /// <exception cref="EngineRefusedException">The platform's failure. The user's failure is in the answer.</exception>
    /// <exception cref="RefusedStartException">The user's failure, before there was a container.</exception>
    public async Task<StartedContainer> StartAsync(RunAttempt attempt, CancellationToken stop)
    {
        var creating = time.GetTimestamp();
        var id = await CreateAsync(attempt, stop);
        var attaching = AttachAsync(id, attempt.HasStdin, stop);
        try
        {
            var refusedTar = await data.FillAsync(id, attempt.Invocation.Tar, stop);
            var (output, input) = await attaching;
            var created = time.GetElapsedTime(creating).TotalMilliseconds;
            var unstartable = refusedTar is null
                ? await groups.TooManyAsync(attempt.ImageId, id, stop)
                : new StartRefusal(StartRefusal.CannotRun, refusedTar);
            if (unstartable is not null)
                return new StartedContainer(id, output, input, created, null, 0, unstartable);

            stop.ThrowIfCancellationRequested();
            var starting = time.GetTimestamp();
            var refusal = await StartAsync(id);
            var started = time.GetTimestamp();
            if (refusal is null)
                ExecutionLog.Started(logger, attempt.ContainerName, attempt.Order.InstanceId, attempt.Number);
            return new StartedContainer(
                id, output, input, created, time.GetElapsedTime(starting, started).TotalMilliseconds, started, refusal);
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
            await containers.LabelsAsync(attempt, stop),
            attempt.HasStdin,
            LogBudget.FileBytes(options.MaxOutputBytes),
            await limits.GetAsync(stop),
            options.NetworkMode);
        try
        {
            return await engine.CreateContainerAsync(spec, stop)
                ?? throw new InvalidOperationException($"A container named {attempt.ContainerName} exists that this run did not expect.");
        }
        catch (EngineRefusedException e)
        {
            if (await refusals.OfCreationAsync(attempt, spec.Labels, e, stop) is { } refusal)
                throw new RefusedStartException(refusal);
            throw;
        }
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

    /// <returns>Why the command cannot be started, which is the user's failure. Null when it runs.</returns>
    private async Task<StartRefusal?> StartAsync(string id)
    {
        try
        {
            var start = engine.StartAsync(id, CancellationToken.None);
            starts.Add(start);
            await start;
            return null;
        }
        catch (EngineRefusedException e)
        {
            if (await refusals.OfStartAsync(id, e, CancellationToken.None) is { } refusal)
                return refusal;
            throw;
        }
    }
}
