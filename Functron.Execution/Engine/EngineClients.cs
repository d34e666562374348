using Docker.DotNet;

namespace Functron.Execution.Engine;

/// <summary>What talks to the engine: the library, and our own client for the streams that it does not handle well.</summary>
internal sealed record EngineClients(DockerClient Calls, EngineStreams Streams) : IDisposable
{
    /// <exception cref="EngineUnreachableException">The endpoint is not one that can be used.</exception>
    public static EngineClients For(EngineEndpoint endpoint)
    {
        if (endpoint.Problem is { } problem)
            throw new EngineUnreachableException(endpoint.Address, problem);

        try
        {
            // The library's default of 100 s would cut long builds, uploads and runs.
            var calls = new DockerClientConfiguration(new Uri(endpoint.Address), defaultTimeout: Timeout.InfiniteTimeSpan).CreateClient();
            return new EngineClients(calls, new EngineStreams(endpoint));
        }
        catch (Exception e)
        {
            // The library throws bare exceptions for addresses that it does not know how to reach (ssh://, for one).
            throw new EngineUnreachableException(
                endpoint.Address,
                $"The Docker endpoint {endpoint.Address} (from {endpoint.Source}) is not one that Functron can use: {e.Message}. "
                    + "Use unix://, npipe:// or tcp://.",
                e);
        }
    }

    public void Dispose()
    {
        Calls.Dispose();
        Streams.Dispose();
    }
}
