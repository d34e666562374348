using System.Globalization;
using System.Text;

namespace Functron.Hosting.Durable;

/// <summary>How much can be told to an instance from outside: what is larger travels by reference.</summary>
internal static class InputLimits
{
    /// <summary>Of a start's input, of what comes with an event, of the output that a termination gives: JSON as UTF-8.</summary>
    public const int MaxJsonBytes = 16 * 1024 * 1024;

    /// <summary>Of a reason: it comes in an address, where a character may take nine.</summary>
    public const int MaxReasonLength = 4096;

    /// <summary>Of an instance's tags, names and values together, as UTF-8: they come with each entry of a list of instances.</summary>
    public const int MaxTagBytes = 64 * 1024;

    /// <exception cref="ArgumentException">There is too much of it.</exception>
    public static string? WriteJson(object? value, string what, string parameter)
    {
        var json = DurableJson.Write(value);

        // An escape is never shorter than what it stands for, so that most need no closer look.
        if (json is null || Encoding.UTF8.GetByteCount(json) <= MaxJsonBytes || Bytes(json) is var bytes && bytes <= MaxJsonBytes)
            return json;
        throw new ArgumentException($"{what} takes at most {MaxJsonBytes} bytes as JSON; this one takes {bytes}.", parameter);
    }

    /// <exception cref="ArgumentException">It is too long.</exception>
    public static string? CheckReason(string? reason)
        => WhyNot(reason) is { } words ? throw new ArgumentException(words, nameof(reason)) : reason;

    /// <summary>Null when it is short enough.</summary>
    public static string? WhyNot(string? reason) => reason?.Length > MaxReasonLength
        ? $"A reason has at most {MaxReasonLength} characters; this one has {reason.Length}."
        : null;

    /// <exception cref="ArgumentException">There are too many, or one has no value.</exception>
    public static IReadOnlyDictionary<string, string>? CheckTags(IReadOnlyDictionary<string, string>? tags, string parameter)
        => WhyNot(tags) is { } words ? throw new ArgumentException(words, parameter) : tags;

    /// <summary>Null when an instance can have them.</summary>
    public static string? WhyNot(IReadOnlyDictionary<string, string>? tags)
    {
        if (tags is null)
            return null;
        var bytes = 0L;
        foreach (var (name, value) in tags)
        {
            // The type says that there is one; whoever builds without nullable checks may still leave it out.
            if (value is null)
                return $"A tag has a value; '{name}' has none.";
            bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        }

        return bytes > MaxTagBytes
            ? $"An instance's tags take at most {MaxTagBytes} bytes, names and values together as UTF-8; these take {bytes}."
            : null;
    }

    /// <summary>As its sender would write it: an escaped character counts as itself, for it is this host's own way that escapes so many.</summary>
    private static long Bytes(string json)
    {
        var bytes = 0L;
        for (var at = 0; at < json.Length; at++)
        {
            var character = json[at];
            if (character == '\\')
            {
                // Every other escape is a character of ASCII behind the backslash.
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
