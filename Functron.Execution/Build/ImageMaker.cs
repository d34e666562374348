using Functron.Execution.Engine;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Run;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Build;

/// <summary>Makes a new image of a Dockerfile: pulls its base images, has the builder build, and looks at what came of it.</summary>
internal sealed class ImageMaker(
    IContainerEngine engine,
    BaseImagePuller puller,
    BoundedBuild build,
    KnownImages known,
    InstallationId installation,
    TimeProvider time,
    ILogger<ImageMaker> logger)
{
    /// <summary>If the engine is lost meanwhile, it begins again when the engine is back.</summary>
    /// <exception cref="EngineUnreachableException">The engine does not answer, or was lost for more than 30 s.</exception>
    public Task<MadeImage> MakeAsync(RunOrder order, Dockerfile dockerfile, BuildLog log, CancellationToken cancellationToken) =>
        EngineLosses.RepeatAsync(
            () => MakeOnceAsync(order, dockerfile, log, cancellationToken),
            loss =>
            {
                log.TryAgain("The connection to the engine broke; the build is begun again.");
                ExecutionLog.BuildRepeated(logger, order.ResourceName(), order.InstanceId, loss.Message);
            },
            time,
            cancellationToken);

    private async Task<MadeImage> MakeOnceAsync(RunOrder order, Dockerfile dockerfile, BuildLog log, CancellationToken cancellationToken)
    {
        if (await puller.PullMissingAsync(order, dockerfile, log, cancellationToken) is { } notPulled)
            return MadeImage.Failed(notPulled);
        if (await OnBuildTriggers.RefusedAsync(engine, dockerfile, cancellationToken) is { } refused)
            return MadeImage.Failed(refused);
        var bases = await known.BasesAsync(dockerfile, cancellationToken);

        var name = order.ResourceName();
        var labels = RunLabels.Of(order, await installation.GetAsync(cancellationToken));
        var context = BuildContext.Of(LabelledDockerfile.Of(dockerfile, labels));
        if (await build.RunAsync(new ImageBuild(name, context), log, cancellationToken) is { } failure)
            return MadeImage.Failed(failure);
        if (await engine.FindImageAsync(name, cancellationToken) is not { } image)
            return MadeImage.Failed("The builder reported no error, but the image is not there.");
        if (ProblemOf(image, labels) is { } problem)
            return new MadeImage(image, problem);
        await known.RememberAsync(dockerfile, image, bases, log.Text, cancellationToken);
        return new MadeImage(image);
    }

    /// <returns>Why the image cannot be run, for the user. Null when it can be.</returns>
    private static string? ProblemOf(ImageSnapshot image, IReadOnlyDictionary<string, string> labels)
    {
        if (ImageLabels.ProblemOf(image, labels) is { } swallowed)
            return swallowed;
        return image.HasCommand ? ReservedPath.ProblemOf(image) : "The image names no command to run.";
    }
}
