using System.Text;

namespace Functron.Tests.Commands;

/// <summary>What a command has written to one of its streams so far.</summary>
internal sealed class WrittenStream
{
    private readonly MemoryStream _bytes = new();

    public WrittenStream(Stream stream) => Ended = ReadAsync(stream);

    /// <summary>Ends when the command, and all that it started, has closed the stream.</summary>
    public Task Ended { get; }

    public byte[] Bytes
    {
        get
        {
            lock (_bytes)
                return _bytes.ToArray();
        }
    }

    public string Text => Encoding.UTF8.GetString(Bytes);

    private async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[16_384];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_bytes)
                _bytes.Write(buffer, 0, count);
        }
    }
}
