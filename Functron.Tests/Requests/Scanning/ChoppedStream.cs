namespace Functron.Tests.Requests.Scanning;

/// <summary>Gives its bytes in pieces of random length, as a network does.</summary>
internal sealed class ChoppedStream(byte[] bytes, Random random, int longest) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, longest + 1))], cancellationToken);
}
