using System.Text;
using Functron.Execution;
using Functron.Execution.Requests.Tars;

namespace Functron.Tests.Requests.Tars;

internal static class Inspected
{
    public const int Block = 512;

    /// <summary>The names of the rules that an archive breaks, with spaces between.</summary>
    public static string Rules(byte[] archive, ExecutionOptions? options = null)
    {
        var problems = new TarInspection(options ?? new ExecutionOptions()).Inspect(new MemoryStream(archive), default);
        return string.Join(' ', problems.Select(problem => problem.Rule));
    }

    /// <summary>Another type in the first header, and the check sum to match.</summary>
    public static byte[] WithType(byte[] tar, char type)
    {
        tar[156] = (byte)type;
        tar.AsSpan(148, 8).Fill((byte)' ');
        var sum = tar.AsSpan(0, Block).ToArray().Sum(b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
        return tar;
    }
}
