using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Functron.Hosting.Durable.Replay;

/// <summary>Ids that a replay makes again in the same way.</summary>
internal static class DeterministicGuid
{
    /// <summary>An RFC 9562 version 8 UUID from the execution's id and the number of ids that it has made before.</summary>
    public static Guid Make(string executionId, int count)
    {
        var name = Encoding.UTF8.GetBytes(executionId);
        Span<byte> source = stackalloc byte[name.Length + sizeof(int)];
        name.CopyTo(source);
        BinaryPrimitives.WriteInt32BigEndian(source[name.Length..], count);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
