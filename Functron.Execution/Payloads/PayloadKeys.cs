using System.Security.Cryptography;
using System.Text;

namespace Functron.Execution.Payloads;

/// <summary>
/// The layout of the payload store: one folder per instance, so that purging an instance is one delete.
/// <code>
/// instances/{instance}/request.json      the invocation as the gate accepted it
/// instances/{instance}/dockerfile|tar|stdin
/// instances/{instance}/result.json       the answer
/// instances/{instance}/{run}/…           what one run leaves: build record, marks, outputs
/// </code>
/// </summary>
public static class PayloadKeys
{
    public const string Instances = "instances";

    public static string Instance(string instanceId) => $"{Instances}/{Segment(instanceId)}";

    public static string Request(string instanceId) => $"{Instance(instanceId)}/request.json";

    internal static string Dockerfile(string instanceId) => $"{Instance(instanceId)}/dockerfile";

    internal static string Tar(string instanceId) => $"{Instance(instanceId)}/tar";

    internal static string Stdin(string instanceId) => $"{Instance(instanceId)}/stdin";

    public static string Result(string instanceId) => $"{Instance(instanceId)}/result.json";

    /// <param name="name">What of the run: "build.json", "intent", "stdin-delivered", "stdout" and the like.</param>
    public static string Run(string instanceId, string runId, string name) => $"{Instance(instanceId)}/{Segment(runId)}/{name}";

    /// <summary>An id as one safe segment: unchanged when it is one already, else escaped, else (too long) hashed.</summary>
    private static string Segment(string id)
    {
        var text = new StringBuilder(id.Length);
        foreach (var b in Encoding.UTF8.GetBytes(id))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_')
                text.Append((char)b);
            else
                text.Append('%').Append(b.ToString("x2"));
        }

        return text.Length is > 0 and <= 150
            ? text.ToString()
            : "%%" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
    }
}
