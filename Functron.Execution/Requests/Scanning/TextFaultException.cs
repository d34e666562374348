namespace Functron.Execution.Requests.Scanning;

/// <summary>A string of the body is not text.</summary>
/// <param name="rule">Which of the rules for texts it breaks.</param>
/// <param name="at">The place, in bytes from the start of those that were looked at.</param>
/// <param name="words">What is there, and what would be right.</param>
internal sealed class TextFaultException(string rule, int at, string words) : Exception(words)
{
    public string Rule { get; } = "text-" + rule;

    public int At { get; } = at;

    public static TextFaultException Utf8(ReadOnlySpan<byte> bytes, int at) => new(
        "utf8", at, $"the byte {bytes[0]:X2} is no UTF-8. Send the body as UTF-8 (not as Latin-1, say), and bytes that are no text as "
            + "base64.");

    public static TextFaultException Control(byte b, int at) => new(
        "control",
        at,
        b is (byte)'\n' or (byte)'\r'
            ? "a line break stands in the text as it is. In JSON it is written \\n."
            : $"a control character stands in the text as it is. In JSON it is written \\u{b:x4}.");

    public static TextFaultException Surrogate(int at) => new(
        "surrogate", at, "half of a surrogate pair (\\ud800 to \\udfff) stands alone, which is no character. Send both halves, and bytes "
            + "that are no text as base64.");

    public static TextFaultException Escape(int at) => new(
        "escape", at, "a backslash begins no escape. JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits; a "
            + "backslash itself is \\\\.");
}
