using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Functron.Execution.Requests.Scanning;

/// <summary>Where bytes stop being UTF-8.</summary>
internal static class Utf8Validity
{
    /// <returns>-1: all of them are well-formed.</returns>
    public static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return -1;
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return at;
    }
}
