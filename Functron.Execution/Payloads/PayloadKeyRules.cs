namespace Functron.Execution.Payloads;

/// <summary>What a key may look like. It holds nothing that a file system could read as a way out of the store.</summary>
public static class PayloadKeyRules
{
    private const int SegmentLength = 255;

    /// <returns>The key's segments.</returns>
    /// <exception cref="ArgumentException">The key is not one.</exception>
    public static string[] Segments(string key)
    {
        var segments = key.Split('/');
        foreach (var segment in segments)
        {
            if (!IsSegment(segment))
                throw new ArgumentException($"\"{key}\" is no payload key: \"{segment}\" is not a segment.", nameof(key));
        }

        return segments;
    }

    private static bool IsSegment(string segment) =>
        segment.Length is > 0 and <= SegmentLength
        && segment is not ("." or "..")
        && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '%');
}
