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
    InstallationId installation,
    ExecutionOptions options,
    TimeProvider time,
    ILogger<ImageBuilder> logger)
{
    private readonly KeyedLocks _sameDockerfile = new();
    private readonly SemaphoreSlim _slots = new(options.MaxConcurrentBuilds);

    public async Task<BuildOutcome> BuildAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var invocation = await invocations.LoadForAsync(order, cancellationToken);
        if (await results.ReadAsync(order, cancellationToken) is { } result)
            return new BuildOutcome(result.ImageId is not null, result.ImageId);
        await arrival.WaitAsync(invocation, cancellationToken);
        if (await BuiltBeforeAsync(order, cancellationToken) is { } built)
            return built;

        await using var stop = new StopWatch(order, intents, cancellationToken);
        try
        {
            var dockerfile = Encoding.UTF8.GetString(await store.ReadAllAsync(invocation.Dockerfile, stop.Token));
            using var alone = await _sameDockerfile.HoldAsync(dockerfile, stop.Token);
            await _slots.WaitAsync(stop.Token);
            try
            {
                return await BuildAsync(order, invocation, dockerfile, stop.Token);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            await earlyStop.EndAsync(order, invocation, null, attempt: 1, cancellationToken);
            return new BuildOutcome(false, null);
        }
    }

    /// <summary>An image may be removed by others while its run waits for a slot; then it is built again.</summary>
    /// <returns>The image to run; null when it could not be built: then the result is written.</returns>
    public async Task<string?> EnsureAsync(RunOrder order, string imageId, CancellationToken cancellationToken) =>
        await engine.FindImageAsync(imageId, cancellationToken) is not null ? imageId : (await BuildAsync(order, cancellationToken)).ImageId;

    private async Task<BuildOutcome?> BuiltBeforeAsync(RunOrder order, CancellationToken cancellationToken)
    {
        if (await intents.ReadAsync(order, cancellationToken) is not null || await records.ReadAsync(order, cancellationToken) is not { } record)
            return null;
        return await engine.FindImageAsync(record.ImageId, cancellationToken) is null ? null : new BuildOutcome(true, record.ImageId);
    }

    private async Task<BuildOutcome> BuildAsync(RunOrder order, Invocation invocation, string dockerfile, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var queued = (time.GetUtcNow() - invocation.AcceptedAt).TotalMilliseconds;
        var started = time.GetTimestamp();
        var log = new BuildLog(options.MaxOutputBytes);
        var name = order.ResourceName();
        var (image, failure) = await MakeAsync(order, name, dockerfile, log, cancellationToken);

        var record = new BuildRecord(
            image?.Id ?? "",
            await store.KeepAsync(PayloadKeys.Run(order.InstanceId, order.RunId, "build-log"), log.Text, CancellationToken.None),
            queued,
            time.GetElapsedTime(started).TotalMilliseconds);
        if (image is null || failure is not null)
        {
            ExecutionLog.BuildFailed(logger, name, failure ?? "");
            await results.TryWriteAsync(Failed(order, invocation, record, failure ?? ""), CancellationToken.None);
            return new BuildOutcome(false, null);
        }

        await records.WriteAsync(order, record, CancellationToken.None);
        ExecutionLog.Built(logger, name, record.BuildMilliseconds);
        return new BuildOutcome(true, image.Id);
    }

    /// <returns>The image, or why there is none; both for an image that cannot be run.</returns>
    private async Task<(ImageSnapshot? Image, string? Failure)> MakeAsync(
        RunOrder order, string name, string dockerfile, BuildLog log, CancellationToken cancellationToken)
    {
        if (await known.FindAsync(dockerfile, cancellationToken) is { } again)
        {
            log.Report(new BuilderMessage(again.Log, null));
            return (again.Image, null);
        }

        if (await puller.PullMissingAsync(name, dockerfile, log, cancellationToken) is { } notPulled)
            return (null, notPulled);
        var bases = await known.BasesAsync(dockerfile, cancellationToken);

        var limit = TimeSpan.FromSeconds(options.BuildTimeoutSeconds);
        using var bounded = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellationToken);
        try
        {
            var labels = RunLabels.Of(order, await installation.GetAsync(cancellationToken));
            var context = BuildContext.Of(LabelledDockerfile.Of(dockerfile, labels));
            await engine.BuildAsync(new ImageBuild(name, context), log, linked.Token);

            // Builds at the same time may fail one another (seen once with 20.10 under load; steps without files share a layer that
            // each build makes and removes). What is the Dockerfile's fault fails again.
            if (log.FailedOutsideCommands)
            {
                log.TryAgain();
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
        if (!image.HasCommand)
            return (image, "The image names no command to run.");
        await known.RememberAsync(dockerfile, image, bases, log.Text, cancellationToken);
        return (image, null);
    }

    private InvocationResult Failed(RunOrder order, Invocation invocation, BuildRecord record, string failure) => new(
        order.InstanceId,
        order.RunId,
        Ending.BuildFailed,
        ExitCode: null,
        Stdout: Payload.Empty,
        Stderr: Payload.Empty,
        OutputTruncated: false,
        OutOfMemory: false,
        record.Log,
        failure,
        order.ResourceName(),
        ImageId: null,
        Attempt: 1,
        new PhaseTimings(
            record.QueueMilliseconds, record.BuildMilliseconds, null, null, null, null, (time.GetUtcNow() - invocation.AcceptedAt).TotalMilliseconds));
}
