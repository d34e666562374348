using System.Text;
using Functron.Execution.Engine;

namespace Functron.Tests.Execution.Engine;

public sealed class LogLinesTests
{
    [Theory]
    [InlineData("1 a\n|2 b\n", "a\nb\n", false)]
    [InlineData("1 a\n|2 b", "a\nb", false)]
    [InlineData("1 long|1 er|2 next\n", "longer\nnext\n", false)]
    [InlineData("1 long|1 |2 next\n", "long\nnext\n", false)]
    [InlineData("1 long|1 er\n|2 next\n", "longer\nnext\n", false)]
    [InlineData("1 long|1 ", "long\n", false)]
    [InlineData("1 long|1 er", "longer", true)]
    [InlineData("1 long", "long", false)]
    [InlineData("1 \n|2 \n", "\n\n", false)]
    [InlineData("1 with spaces in it\n", "with spaces in it\n", false)]
    [InlineData("1 a|1 b|1 |2 c|2 d|3 e", "ab\ncd\ne", false)]
    public void Lines_in_pieces_come_back_as_they_were_written(string entries, string written, bool mayLackNewline)
    {
        var lines = new LogLines();
        var text = new StringBuilder();
        foreach (var entry in entries.Split('|'))
            text.Append(Encoding.UTF8.GetString(lines.Next(Encoding.UTF8.GetBytes("_" + entry)).Span));
        Assert.Equal(mayLackNewline, lines.MayLackNewline);
        if (lines.TakeLastNewline())
            text.Append('\n');
        Assert.Equal(written, text.ToString());
    }
}
