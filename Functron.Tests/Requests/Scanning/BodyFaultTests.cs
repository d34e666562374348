using System.Text;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Scanning;

namespace Functron.Tests.Requests.Scanning;

/// <summary>The words for bodies that are no request.</summary>
public sealed class BodyFaultTests
{
    private const int Limit = 120_000;
    private const string Good = "{\"FnName\":\"grüße\"}";

    [Theory(Timeout = Limit)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public async Task A_byte_order_mark_before_the_object_is_passed_over(int longestPiece)
    {
        byte[] body = [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Good)];
        var fields = new RecordedFields();
        using var buffer = new BodyBuffer(new ChoppedStream(body, new Random(1), longestPiece), body.Length);
        await new RequestScanner(buffer, fields).ReadAsync(default);
        Assert.Equal(["FnName = \"grüße\""], fields.Found);
    }

    [Theory(Timeout = Limit)]
    [InlineData("utf-16", true, "UTF-16")]
    [InlineData("utf-16", false, "UTF-16")]
    [InlineData("utf-16BE", true, "UTF-16")]
    [InlineData("utf-16BE", false, "UTF-16")]
    [InlineData("utf-32", true, "UTF-32")]
    [InlineData("utf-32", false, "UTF-32")]
    [InlineData("utf-32BE", true, "UTF-32")]
    [InlineData("utf-32BE", false, "UTF-32")]
    public async Task A_body_in_another_encoding_is_told_which_one_it_is_in(string name, bool marked, string told)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var text in new[] { Good, "\n" + Good, " {}", "[]" })
        {
            var problem = await RefusedAsync([.. marked ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]);
            Assert.Equal(("", "body-utf8"), (problem.Field, problem.Rule));
            Assert.Contains(told, problem.Message, StringComparison.Ordinal);
            Assert.Contains("UTF-8", problem.Message, StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = Limit)]
    [InlineData("1F8B0800", "gzip")]
    [InlineData("28B52FFD24", "zstd")]
    [InlineData("789CAB56", "deflate")]
    [InlineData("425A6839", "bzip2")]
    public async Task A_compressed_body_is_told_to_be_compressed(string hex, string told)
    {
        var problem = await RefusedAsync(Convert.FromHexString(hex));
        Assert.Equal(("", "body-compressed"), (problem.Field, problem.Rule));
        Assert.Contains(told, problem.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("", "is empty")]
    [InlineData(" \r\n", "is empty")]
    [InlineData("--x\r\nContent-Disposition: form-data", "begins with '--x  Content-Disposi…'; a JSON object")]
    [InlineData("FnName=a&DockerFile=b", "begins with 'FnName=a&DockerFile=…'")]
    [InlineData("{} {}", "goes on behind its JSON object, near byte 3: there is '{}'")]
    [InlineData("{}\0", "goes on behind its JSON object")]
    [InlineData("{\"a\":1}\n{\"b\":2}\n", "goes on behind its JSON object, near byte 8")]
    [InlineData("{", "ends at byte 1, before its JSON does.")]
    [InlineData("{\"a\":\"b", "ends at byte 7, before its JSON does: in or behind the field \"a\"")]
    [InlineData("{\"a\":\"b\\", "ends at byte 8, before its JSON does")]
    [InlineData("{\"a\":\"b\"", "ends at byte 8, before its JSON does: in or behind the field \"a\"")]
    [InlineData("{\"a\":\"b\",\"Time", "ends at byte 14, before its JSON does: in or behind the field \"a\"")]
    [InlineData("{\"a\":[1,", "in or behind the field \"a\"")]
    [InlineData("{\"a\":\"b\",}", "a name or a value must follow a comma")]
    [InlineData("{\"a\":[1,]}", "a name or a value must follow a comma")]
    [InlineData("{\"a\":1, // note\n\"b\":2}", "JSON has no comments")]
    [InlineData("{\"a\":1 /* note */}", "JSON has no comments")]
    [InlineData("{\"a\":1, # note\n\"b\":2}", "JSON has no comments")]
    [InlineData("// note\n{\"a\":1}", "begins with '// note {\"a\":1}'")]
    [InlineData("{'a':1}", "double quotes")]
    [InlineData("{\"a\":'b'}", "double quotes")]
    [InlineData("{“a”:1}", "double quotes")]
    [InlineData("{\"Timeout\":NaN}", "field \"Timeout\": there is 'NaN}'; a number")]
    [InlineData("{\"Timeout\":+1}", "a number is written")]
    [InlineData("{\"Timeout\":.5}", "a number is written")]
    [InlineData("{\"Timeout\":01}", "a number is written")]
    [InlineData("{\"a\":True}", "JSON knows true, false and null")]
    [InlineData("{\"a\":undefined}", "JSON knows true, false and null")]
    [InlineData("{\"a\":1 \"b\":2}", "a comma")]
    [InlineData("{a:1}", "near byte 1: there is 'a:1}'")]
    [InlineData("{\"a\"}", "not valid JSON near byte 4")]
    public async Task A_body_that_is_no_JSON_is_told_where_and_why(string body, string words)
    {
        var problem = await RefusedAsync(Encoding.UTF8.GetBytes(body));
        Assert.Equal(("", "body-json"), (problem.Field, problem.Rule));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("\\ud800", "text-surrogate")]
    [InlineData("a\\udc00", "text-surrogate")]
    [InlineData("\\ud83dx", "text-surrogate")]
    [InlineData("\\ud83d\\n", "text-surrogate")]
    [InlineData("\\ud83d\\u0041", "text-surrogate")]
    [InlineData("\\ud83d\\ud83d", "text-surrogate")]
    [InlineData("c:\\dir", "text-escape")]
    [InlineData("\\x41", "text-escape")]
    [InlineData("\\'", "text-escape")]
    [InlineData("\\u", "text-escape")]
    [InlineData("\\u12g4", "text-escape")]
    [InlineData("\\u+123", "text-escape")]
    [InlineData("\\ud83d\\u12", "text-escape")]
    [InlineData("a\nb", "text-control")]
    [InlineData("a\tb", "text-control")]
    [InlineData("a\0b", "text-control")]
    public async Task A_text_that_is_none_is_told_by_its_field_and_place(string text, string rule)
    {
        for (var longestPiece = 1; longestPiece < 30; longestPiece += 7)
        {
            var problem = await RefusedAsync(Encoding.UTF8.GetBytes($"{{\"x\":1,\"Stdin\":\"ok{text}\"}}"), longestPiece);
            Assert.Equal(("Stdin", rule), (problem.Field, problem.Rule));
            Assert.Matches(@"^Near byte (1[89]|2[04]) ", problem.Message);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Latin_1_is_told_to_be_no_UTF_8()
    {
        var problem = await RefusedAsync(Encoding.Latin1.GetBytes(Good));
        Assert.Equal(("FnName", "text-utf8"), (problem.Field, problem.Rule));
        Assert.StartsWith("Near byte 13 the byte FC is no UTF-8.", problem.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData(65, true)]
    [InlineData(1_000, true)]
    [InlineData(RequestScanner.DeepestNesting - 1, true)]
    [InlineData(RequestScanner.DeepestNesting, false)]
    [InlineData(1_000_000, false)]
    public async Task An_unknown_field_may_be_nested_deep_but_not_without_end(int depth, bool taken)
    {
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"a\":", "}") })
        {
            var nested = $"{string.Concat(Enumerable.Repeat(open, depth))}1{string.Concat(Enumerable.Repeat(close, depth))}";
            var body = $"{{\"Options\":{nested},\"FnName\":\"f\"}}";
            if (taken)
            {
                var fields = new RecordedFields();
                using var buffer = new BodyBuffer(new MemoryStream(Encoding.UTF8.GetBytes(body)), long.MaxValue);
                await new RequestScanner(buffer, fields).ReadAsync(default);
                Assert.Equal("FnName = \"f\"", fields.Found[1]);
            }
            else
            {
                var problem = await RefusedAsync(Encoding.UTF8.GetBytes(body));
                Assert.Equal(("Options", "field-depth"), (problem.Field, problem.Rule));
            }
        }
    }

    private static async Task<RequestProblem> RefusedAsync(byte[] body, int longestPiece = 100_000)
    {
        using var buffer = new BodyBuffer(new ChoppedStream(body, new Random(body.Length), longestPiece), long.MaxValue);
        var refusal = await Assert.ThrowsAsync<RequestRefusedException>(
            () => new RequestScanner(buffer, new RecordedFields()).ReadAsync(default));
        Assert.False(refusal.TooLarge);
        return refusal.Problem;
    }
}
