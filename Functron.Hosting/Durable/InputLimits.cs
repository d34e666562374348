using System.Globalization;
using System.Text;

namespace Functron.Hosting.Durable;

/// <summary>Limits for what is sent to an instance from outside. Larger data has to be sent by reference.</summary>
internal static class InputLimits
{
    /// <summary>Bytes of an input, of an event's payload and of a termination's output, as JSON in UTF-8.</summary>
    public const int MaxJsonBytes = 16 * 1024 * 1024;

    /// <summary>Characters of a reason. It comes in a URL, where one character may take nine.</summary>
    public const int MaxReasonLength = 4096;

    /// <summary>
    /// Bytes of an instance's tags, names and values together, in UTF-8. Each entry of a list of instances has its tags.
    /// </summary>
    public const int MaxTagBytes = 64 * 1024;

    /// <exception cref="ArgumentException">The JSON is too long.</exception>
    public static string? WriteJson(object? value, string what, string parameter)
    {
        var json = DurableJson.Write(value);

        // An escape is never shorter than its character. So a text that is short enough with its escapes needs no closer look.
        if (json is null || Encoding.UTF8.GetByteCount(json) <= MaxJsonBytes || Bytes(json) is var bytes && bytes <= MaxJsonBytes)
            return json;
        throw new ArgumentException($"{what} takes at most {MaxJsonBytes} bytes as JSON; this one takes {bytes}.", parameter);
    }

    /// <exception cref="ArgumentException">The reason is too long.</exception>
    public static string? CheckReason(string? reason)
        => WhyNot(reason) is { } words ? throw new ArgumentException(words, nameof(reason)) : reason;

    /// <summary>What is wrong with a reason; null when it is short enough.</summary>
    public static string? WhyNot(string? reason) => reason?.Length > MaxReasonLength
        ? $"A reason has at most {MaxReasonLength} characters; this one has {reason.Length}."
        : null;

    /// <exception cref="ArgumentException">The tags are too long, or one has no value.</exception>
    public static IReadOnlyDictionary<string, string>? CheckTags(IReadOnlyDictionary<string, string>? tags, string parameter)
        => WhyNot(tags) is { } words ? throw new ArgumentException(words, parameter) : tags;

    /// <summary>What is wrong with tags; null when an instance can have them.</summary>
    public static string? WhyNot(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
            return null;
        var bytes = 0L;
        foreach (var (name, value) in tags)
        {
            // The type forbids null, but a caller that is built without nullable checks may still pass it.
            if (value is null)
                return $"A tag has a value; '{name}' has none.";
            bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        }

        return bytes > MaxTagBytes
            ? $"An instance's tags take at most {MaxTagBytes} bytes, names and values together as UTF-8; these take {bytes}."
            : null;
    }

    /// <summary>
    /// The length as the sender would write it. An escaped character counts as itself: this host escapes more characters than others do.
    /// </summary>
    private static long Bytes(string json)
    {
        var bytes = 0L;
        for (var at = 0; at < json.Length; at++)
        {
            var character = json[at];
            if (character == '\\')
            {
                // Every other escape is a backslash and one ASCII character.
                at++;
                bytes++;
                character = json[at];
                if (character == 'u')
                {
                    bytes--;
                    character = (char)int.Parse(json.AsSpan(at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                    at += 4;
                }
            }

            bytes += character < 0x80 ? 1 : character < 0x800 || char.IsSurrogate(character) ? 2 : 3;
        }

        return bytes;
    }
}
