namespace Functron.Execution.Engine;

/// <summary>Asks whether the engine answers, without waiting long for it.</summary>
internal sealed class EngineHealth(IContainerEngine engine, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Answers within about 2 s.</summary>
    public async Task<EngineStatus> CheckAsync(CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // A connect that hangs does not see its token, but the wait does.
            var version = await engine.VersionAsync(bounded.Token).WaitAsync(Limit, time, cancellationToken);
            return new EngineStatus(engine.Endpoint, version, null);
        }
        catch (EngineUnreachableException e)
        {
            return new EngineStatus(engine.Endpoint, null, e.Message);
        }
        catch (EngineRefusedException e)
        {
            return new EngineStatus(engine.Endpoint, null, $"The Docker engine at {engine.Endpoint} answered with an error: {e.Message}");
        }
        catch (TimeoutException)
        {
            await bounded.CancelAsync();
            return new EngineStatus(
                engine.Endpoint, null, $"The Docker engine at {engine.Endpoint} did not answer within {Limit.TotalSeconds} s.");
        }
    }
}

/// <summary>Whether the engine answered.</summary>
/// <param name="Version">The engine's version when it answered.</param>
/// <param name="Problem">What is wrong, in words. Null when nothing is.</param>
public sealed record EngineStatus(string Endpoint, string? Version, string? Problem);
