using Docker.DotNet;

namespace Functron.Execution.Engine;

/// <summary>A connection to a container's streams over Docker's 8-byte frames.</summary>
internal sealed class DockerContainerStream(MultiplexedStream stream, EngineEndpoint endpoint) : IContainerStream
{
    public bool MayLackNewline => false;

    public async Task<OutputChunk> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            var read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken);
            return new OutputChunk(read.Target == MultiplexedStream.TargetStream.StandardError, read.Count);
        }
        catch (Exception e) when (EngineFaults.Translate(e, endpoint) is { } translated)
        {
            throw translated;
        }
    }

    public Task WriteAsync(byte[] buffer, int count, CancellationToken cancellationToken) =>
        stream.WriteAsync(buffer, 0, count, cancellationToken);

    public void CloseWrite() => stream.CloseWrite();

    public void Dispose() => stream.Dispose();
}
