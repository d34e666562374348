using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Functron.Execution.Run.ByLauncher;

/// <summary>What the launcher is told, once. <c>launcher/README.md</c> has the format.</summary>
/// <param name="Limit">How long after the function's start the launcher ends it by itself.</param>
/// <param name="MaxOutputBytes">How much of each stream is kept.</param>
internal sealed record Release(
    string RunId, ImageUser User, TimeSpan Limit, long MaxOutputBytes, bool HasStdin, bool HasTar, IReadOnlyList<string> Command)
{
    public const string DataDirectory = "/data";

    private const int HeaderBytes = 8;
    private const int LargestBody = 4 * 1024 * 1024;

    /// <exception cref="UnsendableReleaseException">The image asks for what no process can be started with.</exception>
    public byte[] ToBytes()
    {
        if (User.TooManyGroups is { } why)
            throw new UnsendableReleaseException(why);
        string[] strings =
        [
            RunId,
            (HasStdin ? "i" : "") + (HasTar ? "t" : ""),
            Number(User.Uid),
            Number(User.Gid),
            string.Join(' ', User.Groups.Select(g => Number(g))),
            User.Home ?? "",
            Number((long)Limit.TotalMilliseconds),
            Number(MaxOutputBytes),
            DataDirectory,
            Number(Command.Count),
            .. Command,
        ];
        // A zero byte, as an image's accounts or command may have it, would begin the next string.
        if (strings.Any(s => s.Contains('\0', StringComparison.Ordinal)))
            throw new UnsendableReleaseException("its command or its user's home has a zero byte");
        var body = Encoding.UTF8.GetBytes(string.Concat(strings.Select(s => s + '\0')));
        if (body.Length > LargestBody)
            throw new UnsendableReleaseException($"its command is longer than {LargestBody} bytes");
        var message = new byte[HeaderBytes + body.Length];
        "FNR1"u8.CopyTo(message);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), body.Length);
        body.CopyTo(message, HeaderBytes);
        return message;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The image's author's failure.</summary>
internal sealed class UnsendableReleaseException(string why) : Exception($"The function cannot be started: {why}.");
