using System.Text;
using Functron.Execution.Requests.Scanning;

namespace Functron.Execution.Requests.Fields;

/// <summary>The text of a field that is read in memory, up to a limit.</summary>
/// <param name="limit">Bytes of UTF-8. Of a longer text only these are kept.</param>
internal sealed class ShortText(int limit) : IFieldText
{
    private readonly MemoryStream _bytes = new();

    /// <summary>The text had more bytes than the limit.</summary>
    public bool TooLong { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken)
    {
        var room = limit - (int)_bytes.Length;
        TooLong |= utf8.Length > room;
        _bytes.Write(utf8.Span[..Math.Min(room, utf8.Length)]);
        return ValueTask.CompletedTask;
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}
