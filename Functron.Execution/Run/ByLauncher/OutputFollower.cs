using System.Runtime.CompilerServices;
using Functron.Execution.Payloads;
using Functron.Execution.Results;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>
/// Follows what a function prints while it runs, from any offset on. The bytes are those of the spools, so a follower can be interrupted,
/// and Functron too, and can go on where it was. A function that runs through the engine's streams gives its output when it has ended.
/// </summary>
internal sealed class OutputFollower(LaunchFolders folders, ResultStore results, IPayloadStore store, TimeProvider time)
{
    private const int LargestPiece = 64 * 1024;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The output from these offsets on (bytes), each stream in order. It ends when the function has ended and all output that is kept was
    /// given.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<OutputPiece> FollowAsync(
        RunOrder order, long stdoutOffset, long stderrOffset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var offsets = new[] { stdoutOffset, stderrOffset };
        while (true)
        {
            // It looks for the end first: all that was printed before the end is then there to be read.
            var result = await results.ReadAsync(order, cancellationToken);
            var moved = false;
            foreach (var stream in Enum.GetValues<OutputStream>())
            {
                while (await ReadAsync(order, stream, offsets[(int)stream], result, cancellationToken) is { } piece)
                {
                    yield return piece;
                    offsets[(int)stream] += piece.Bytes.Length;
                    moved = true;
                }
            }

            if (result is not null)
                yield break;
            if (!moved)
                await Task.Delay(Poll, time, cancellationToken);
        }
    }

    /// <returns>Null when there is nothing behind the offset (yet).</returns>
    private async Task<OutputPiece?> ReadAsync(
        RunOrder order, OutputStream stream, long offset, InvocationResult? result, CancellationToken cancellationToken)
    {
        await using var content = result is not null
            ? await store.OpenAsync(stream == OutputStream.Stdout ? result.Stdout : result.Stderr, cancellationToken)
            : OpenSpool(order, stream);
        if (content is null || content.Length <= offset)
            return null;
        content.Position = offset;
        var bytes = new byte[Math.Min(LargestPiece, content.Length - offset)];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        var at = content is FileStream file ? File.GetLastWriteTimeUtc(file.SafeFileHandle) : time.GetUtcNow();
        return new OutputPiece(stream, offset, at, bytes);
    }

    private FileStream? OpenSpool(RunOrder order, OutputStream stream)
    {
        var folder = folders.Of(order);
        try
        {
            var path = stream == OutputStream.Stdout ? folder.Stdout : folder.Stderr;
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

/// <param name="Offset">The place of its first byte in the stream.</param>
/// <param name="At">When the last byte that was there had been written (UTC). No byte of this piece is younger.</param>
internal sealed record OutputPiece(OutputStream Stream, long Offset, DateTimeOffset At, ReadOnlyMemory<byte> Bytes);

internal enum OutputStream
{
    Stdout,
    Stderr,
}
