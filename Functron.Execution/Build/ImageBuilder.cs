using System.Text;
using Functron.Execution.Engine;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Execution.Results;
using Functron.Execution.Run;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Build;

/// <summary>Makes the image of a run from the user's Dockerfile.</summary>
public sealed class ImageBuilder(
    IContainerEngine engine,
    EngineArrival arrival,
    IPayloadStore store,
    InvocationStore invocations,
    ResultStore results,
    BuildRecords records,
    BaseImagePuller puller,
    KnownImages known,
    StopIntents intents,
    EarlyStop earlyStop,
    StopPatience patience,
    InstallationId installation,
    ExecutionOptions options,
    TimeProvider time,
    ILogger<ImageBuilder> logger)
{
    private readonly KeyedLocks _sameDockerfile = new();
    private readonly SemaphoreSlim _slots = new(options.MaxConcurrentBuilds);

    /// <exception cref="EngineUnreachableException">The engine does not answer, or was lost for more than 30 s.</exception>
    public async Task<BuildOutcome> BuildAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var invocation = await invocations.LoadForAsync(order, cancellationToken);
        var building = BuildAsync(order, invocation, cancellationToken);
        try
        {
            if (await patience.WaitAsync(order, building, cancellationToken))
                return await building;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Terminated before there was anything to build. A host that stops is told below.
        }

        await earlyStop.EndAsync(order, invocation, null, attempt: 1, cancellationToken);
        return new BuildOutcome(false, null);
    }

    /// <summary>An image may be removed by others while its run waits for a slot; then it is built again.</summary>
    /// <returns>The image to run; null when it could not be built: then the result is written.</returns>
    public async Task<string?> EnsureAsync(RunOrder order, string imageId, CancellationToken cancellationToken) =>
        await engine.FindImageAsync(imageId, cancellationToken) is not null ? imageId : (await BuildAsync(order, cancellationToken)).ImageId;

    private async Task<BuildOutcome> BuildAsync(RunOrder order, Invocation invocation, CancellationToken cancellationToken)
    {
        if (await results.ReadAsync(order, cancellationToken) is { } result)
            return new BuildOutcome(result.ImageId is not null, result.ImageId);
        await arrival.WaitAsync(invocation, cancellationToken);
        if (await BuiltBeforeAsync(order, cancellationToken) is { } built)
            return built;

        await using var stop = new StopWatch(order, intents, cancellationToken);
        try
        {
            var dockerfile = Encoding.UTF8.GetString(await store.ReadAllAsync(invocation.Dockerfile, stop.Token));
            return await FindOrBuildAsync(order, invocation, dockerfile, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            await earlyStop.EndAsync(order, invocation, null, attempt: 1, cancellationToken);
            return new BuildOutcome(false, null);
        }
    }

    private async Task<BuildOutcome?> BuiltBeforeAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await intents.ReadAsync(order, cancellationToken) is not null || await records.ReadAsync(order, cancellationToken) is not { } record)
            return null;
        return await engine.FindImageAsync(record.ImageId, cancellationToken) is null ? null : new BuildOutcome(true, record.ImageId);
    }

    /// <summary>The lock and the slots are for making an image. A known one is found by all who want it at the same time.</summary>
    private async Task<BuildOutcome> FindOrBuildAsync(RunOrder order, Invocation invocation, string dockerfile, CancellationToken cancellationToken)
    {
        while (true)
        {
            var work = Begin(invocation);
            if (await known.FindAsync(dockerfile, cancellationToken) is { } again)
            {
                work.Log.Report(new BuilderMessage(again.Log, null));
                return await KeepAsync(order, invocation, work, again.Image, failure: null);
            }

            using var alone = await _sameDockerfile.HoldAsync(dockerfile, cancellationToken);
            if (known.Remembers(dockerfile))
                continue;
            await _slots.WaitAsync(cancellationToken);
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                work = Begin(invocation);
                var (image, failure) = await MakeAsync(order, order.ResourceName(), dockerfile, work.Log, cancellationToken);
                return await KeepAsync(order, invocation, work, image, failure);
            }
            finally
            {
                _slots.Release();
            }
        }
    }

    private BuildWork Begin(Invocation invocation) =>
        new(new BuildLog(options.MaxOutputBytes), (time.GetUtcNow() - invocation.AcceptedAt).TotalMilliseconds, time.GetTimestamp());

    private async Task<BuildOutcome> KeepAsync(RunOrder order, Invocation invocation, BuildWork work, ImageSnapshot? image, string? failure)
    {
        var name = order.ResourceName();
        var record = new BuildRecord(
            image?.Id ?? "",
            await store.KeepAsync(PayloadKeys.Run(order.InstanceId, order.RunId, "build-log"), work.Log.Text, CancellationToken.None),
            work.QueueMilliseconds,
            time.GetElapsedTime(work.Started).TotalMilliseconds);
        if (image is null || failure is not null)
        {
            ExecutionLog.BuildFailed(logger, name, order.InstanceId, failure ?? "");
            await results.TryWriteAsync(Failed(order, invocation, record, failure ?? ""), CancellationToken.None);
            return new BuildOutcome(false, null);
        }

        await records.WriteAsync(order, record, CancellationToken.None);
        ExecutionLog.Built(logger, name, order.InstanceId, record.BuildMilliseconds);
        return new BuildOutcome(true, image.Id);
    }

    /// <returns>The image, or why there is none; both for an image that cannot be run.</returns>
    private async Task<(ImageSnapshot? Image, string? Failure)> MakeAsync(
        RunOrder order, string name, string dockerfile, BuildLog log, CancellationToken cancellationToken)
    {
        return await EngineLosses.RepeatAsync(
            () => MakeAnewAsync(order, name, dockerfile, log, cancellationToken),
            loss =>
            {
                log.TryAgain("The connection to the engine broke; the build is begun again.");
                ExecutionLog.BuildRepeated(logger, name, order.InstanceId, loss.Message);
            },
            time,
            cancellationToken);
    }

    private async Task<(ImageSnapshot? Image, string? Failure)> MakeAnewAsync(
        RunOrder order, string name, string dockerfile, BuildLog log, CancellationToken cancellationToken)
    {
        if (await puller.PullMissingAsync(order, dockerfile, log, cancellationToken) is { } notPulled)
            return (null, notPulled);
        if (await OnBuildTriggers.RefusedAsync(engine, dockerfile, cancellationToken) is { } refused)
            return (null, refused);
        var bases = await known.BasesAsync(dockerfile, cancellationToken);

        var labels = RunLabels.Of(order, await installation.GetAsync(cancellationToken));
        var limit = TimeSpan.FromSeconds(options.BuildTimeoutSeconds);
        using var bounded = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellationToken);
        try
        {
            var context = BuildContext.Of(LabelledDockerfile.Of(dockerfile, labels));
            log.BeginBuild();
            await engine.BuildAsync(new ImageBuild(name, context), log, linked.Token);

            // Builds at the same time may fail one another (seen once with 20.10 under load; steps without files share a layer that
            // each build makes and removes). What is the Dockerfile's fault fails again.
            if (log.FailedOutsideCommands)
            {
                log.TryAgain("The build failed outside the Dockerfile's own commands; this is the second try.");
                await engine.BuildAsync(new ImageBuild(name, context), log, linked.Token);
            }
        }
        catch (EngineRefusedException e) when ((int)e.Status < 500)
        {
            // Such as a Dockerfile that the builder cannot read.
            return (null, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"Build exceeded {limit.TotalSeconds} s.");
        }

        if (log.Error is { } error)
            return (null, error);
        if (await engine.FindImageAsync(name, cancellationToken) is not { } image)
            return (null, "The builder reported no error, but the image is not there.");
        if (ImageLabels.ProblemOf(image, labels) is { } swallowed)
            return (image, swallowed);
        if (!image.HasCommand)
            return (image, "The image names no command to run.");
        if (ReservedPath.ProblemOf(image) is { } reserved)
            return (image, reserved);
        await known.RememberAsync(dockerfile, image, bases, log.Text, cancellationToken);
        return (image, null);
    }

    private InvocationResult Failed(RunOrder order, Invocation invocation, BuildRecord record, string failure) =>
        RunResult.Of(order, invocation, record, Ending.BuildFailed, time) with { BuildError = failure, ImageId = null };

    /// <param name="Started">On this machine's monotonic clock.</param>
    private sealed record BuildWork(BuildLog Log, double QueueMilliseconds, long Started);
}
