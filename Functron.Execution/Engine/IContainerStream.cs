namespace Functron.Execution.Engine;

/// <summary>A connection to a container's standard streams.</summary>
internal interface IContainerStream : IDisposable
{
    /// <returns>A length of 0 at the end.</returns>
    Task<OutputChunk> ReadAsync(byte[] buffer, CancellationToken cancellationToken);

    /// <summary>Once read to its end: whether the container may have written a last newline that could not be kept.</summary>
    bool MayLackNewline { get; }

    Task WriteAsync(byte[] buffer, int count, CancellationToken cancellationToken);

    /// <summary>Tells the container that its input ends here. Its output can still be read.</summary>
    void CloseWrite();
}

/// <param name="Length">Bytes at the start of the buffer.</param>
internal readonly record struct OutputChunk(bool IsError, int Length);
