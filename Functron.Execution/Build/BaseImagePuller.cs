using System.Net;
using Functron.Execution.Engine;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Run;
using Microsoft.Extensions.Logging;

namespace Functron.Execution.Build;

/// <summary>Pulls the base images that the engine does not have. An image that it has is never pulled and needs no registry.</summary>
internal sealed class BaseImagePuller(
    IContainerEngine engine, RegistryCredentials credentials, ExecutionOptions options, TimeProvider time, ILogger<BaseImagePuller> logger)
{
    /// <returns>Why it failed, for the user. Null when all images are there.</returns>
    /// <exception cref="EngineRefusedException">The engine cannot tell what it has.</exception>
    public async Task<string?> PullMissingAsync(RunOrder order, Dockerfile dockerfile, BuildLog log, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(options.PullTimeoutSeconds);
        using var bounded = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellationToken);
        foreach (var image in dockerfile.Bases.Names)
        {
            if (!await IsMissingAsync(image, cancellationToken))
                continue;
            try
            {
                if (await PullAsync(order, image, log, linked.Token) is { } failure)
                    return failure;
            }
            catch (EngineRefusedException e)
            {
                return $"{image}: {e.Message}";
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return $"{image}: pulling the base images exceeded {limit.TotalSeconds} s.";
            }
        }

        return null;
    }

    private async Task<bool> IsMissingAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.FindImageAsync(image, cancellationToken) is null;
        }
        catch (EngineRefusedException e) when (e.Status == HttpStatusCode.BadRequest)
        {
            // No image can have this name. The pull says so to the user.
            return true;
        }
    }

    private async Task<string?> PullAsync(RunOrder order, string image, BuildLog log, CancellationToken cancellationToken)
    {
        ExecutionLog.Pulling(logger, order.ResourceName(), order.InstanceId, image);
        var credential = await credentials.ForAsync(ImageReference.Parse(image).Registry, cancellationToken);
        await engine.PullAsync(image, credential, log, cancellationToken);
        return log.Error is { } error ? $"{image}: {error}" : null;
    }
}
