using System.Text;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Fields;
using Functron.Execution.Requests.Scanning;
using Functron.Tests.Payloads;

namespace Functron.Tests.Requests.Growth;

public sealed class RequestGrowthTests
{
    private const int Small = 64 * 1024;
    private const string Many = "{\"a\":1,";
    private const string End = "\"b\":1}";

    private static readonly Repeated[] Texts =
    [
        new("unknown fields", Many, "\"x#\":1,", End),
        new("unknown fields of one name", Many, "\"x\":\"y\",", End),
        new("known fields of a wrong type", Many, "\"stdin\":0,", End),
        new("known fields that come again", Many, "\"TarFile\":\"QQ==\",", End),
        new("known fields in any case", Many, "\"sTdIn\":\"x\",\"FNNAME\":null,", End),
        new("fields of nothing", Many, "\"Stdin\":null,", End),
        new("numbers", Many, "\"Timeout\":1e3,", End),
        new("a long number", Many + "\"Timeout\":", "1", "," + End),
        new("a long fraction", Many + "\"Timeout\":1.", "7", "e5," + End),
        new("a long number in an unknown field", Many + "\"x\":", "1", "," + End),
        new("a long name", Many + "\"", "n", "\":1," + End),
        new("a long name of escapes", Many + "\"", "\\u00e9", "\":1," + End),
        new("a long text", Many + "\"Stdin\":\"", "text ", "\"," + End),
        new("a text of escapes", Many + "\"Stdin\":\"", "\\n", "\"," + End),
        new("a text of escapes by number", Many + "\"Stdin\":\"", "\\u00e9", "\"," + End),
        new("a text of pairs", Many + "\"Stdin\":\"", "\\ud83d\\ude00", "\"," + End),
        new("a text that is no ASCII", Many + "\"Stdin\":\"", "é€😀", "\"," + End),
        new("a text that is skipped", Many + "\"x\":\"", "text\\n", "\"," + End),
        new("a long Dockerfile", Many + "\"DockerFile\":\"", "RUN x\\n", "\"," + End),
        new("a long name of a function", Many + "\"FnName\":\"", "é", "\"," + End),
        new("base64", Many + "\"TarFile\":\"", "QUFB", "\"," + End),
        new("base64 in lines", Many + "\"TarFile\":\"", "QUFB\\r\\n", "\"," + End),
        new("base64 of line ends alone", Many + "\"TarFile\":\"", "\\n", "\"," + End),
        new("base64 that goes on behind its end", Many + "\"TarFile\":\"", "QQ==", "\"," + End),
        new("arrays", Many + "\"x\":[", "[],", "1]," + End),
        new("arrays in one another", Many, "\"x\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]],", End),
        new("objects", Many + "\"x\":[", "{\"a\":{\"b\":\"c\"}},", "1]," + End),
        new("texts in an array", Many + "\"x\":[", "\"a\\n\",", "1]," + End),
        new("a long text in an array", Many + "\"x\":[\"", "a", "\"]," + End),
        new("white space", Many, " \t\n", End),
        new("white space behind a colon", Many + "\"Stdin\":", " ", "\"x\"," + End),
        new("white space before a colon", Many + "\"Stdin\"", " ", ":1," + End),
        new("white space at the end", Many + End, "\n"),
        new("white space at the beginning", "", "\n", Many + End),
        new("a text that does not end", Many + "\"Stdin\":\"", "text "),
        new("a name that does not end", Many + "\"", "text "),
        new("commas", Many, "\"x\":1", End),
    ];

    public static TheoryData<string> Names => [.. Texts.Select(text => text.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_a_request_takes_work_in_proportion_to_its_length(string name)
    {
        var text = Texts.Single(t => t.Name == name);
        Growth.Check(name, Small, length => Encoding.UTF8.GetBytes(text.Of(length)), body => Read(new Pieces(body)), mostBytesPerUnit: 100);
    }

    /// <summary>Nothing in it is asynchronous, so that all of it happens on this thread.</summary>
    private static void Read(Stream body)
    {
        var fields = new RequestFields(new MemoryStore(), "id", GatePolicy.Strict);
        using var buffer = new BodyBuffer(body, int.MaxValue);
        var reading = new RequestScanner(buffer, fields).ReadAsync(CancellationToken.None);
        Assert.True(reading.IsCompleted);
        Assert.True(
            reading.IsCompletedSuccessfully || reading.Exception!.InnerException is RequestRefusedException, $"{reading.Exception}");
        Assert.InRange(fields.Problems.All.Count, 0, ProblemList.Named + 1);
    }

    /// <summary>As a network gives them.</summary>
    private sealed class Pieces(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span[..Math.Min(buffer.Length, 4096)]));
    }
}
