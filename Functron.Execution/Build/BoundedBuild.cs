using Functron.Execution.Engine;

namespace Functron.Execution.Build;

/// <summary>Has the engine's builder build, for at most <see cref="ExecutionOptions.BuildTimeoutSeconds"/>, and keeps its log.</summary>
internal sealed class BoundedBuild(IContainerEngine engine, ExecutionOptions options, TimeProvider time)
{
    /// <returns>Why the build failed, for the user. Null when the builder reported no error.</returns>
    /// <exception cref="EngineUnreachableException">The engine does not answer, or the connection broke.</exception>
    /// <exception cref="EngineRefusedException">The engine itself failed (a status of 500 or more).</exception>
    public async Task<string?> RunAsync(ImageBuild build, BuildLog log, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(options.BuildTimeoutSeconds);
        using var bounded = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, cancellationToken);
        try
        {
            log.BeginBuild();
            await engine.BuildAsync(build, log, linked.Token);

            // Builds at the same time may make one another fail (seen once with 20.10 under load: steps without files share a layer,
            // which each build makes and removes). A failure that is the Dockerfile's fault comes again.
            if (log.FailedOutsideCommands)
            {
                log.TryAgain("The build failed outside the Dockerfile's own commands; this is the second try.");
                await engine.BuildAsync(build, log, linked.Token);
            }
        }
        catch (EngineRefusedException e) when ((int)e.Status < 500)
        {
            // The builder cannot read the Dockerfile, for example.
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"Build exceeded {limit.TotalSeconds} s.";
        }

        return log.Error;
    }
}
