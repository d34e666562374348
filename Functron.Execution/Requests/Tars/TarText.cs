using System.Text;

namespace Functron.Execution.Requests.Tars;

/// <summary>
/// Names in an archive are bytes without a known encoding. They are kept as strings with one character for each byte, so that nothing is
/// lost, and become text only to be shown.
/// </summary>
internal static class TarText
{
    public static string Of(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static string UpToZero(ReadOnlySpan<byte> bytes) => bytes.IndexOf((byte)0) is >= 0 and var end ? Of(bytes[..end]) : Of(bytes);

    public static byte[] ToBytes(string name) => Encoding.Latin1.GetBytes(name);

    /// <summary>The name as text for a message, without control characters.</summary>
    public static string Shown(string name) =>
        Excerpt.Of(string.Concat(Encoding.UTF8.GetString(ToBytes(name)).Select(c => char.IsControl(c) ? '\uFFFD' : c)));
}
