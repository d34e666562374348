using System.Text.Json;
using System.Text.Unicode;
using System.Text;
using Functron.Execution.Requests.Scanning;

namespace Functron.Tests.Requests.Scanning;

public sealed class RequestScannerTests
{
    private const int Limit = 120_000;

    [Theory(Timeout = Limit)]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 7)]
    [InlineData(4, 40)]
    [InlineData(5, 100_000)]
    public async Task Agrees_with_the_parser_of_whole_documents(int seed, int longestPiece)
    {
        var random = new Random(seed);
        var taken = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var document = RandomJson.Document(random);
            var expected = Expected(document);
            var found = await Scan(new ChoppedStream(document, random, longestPiece), document.Length);
            if (expected is not null)
                taken++;
            if (found is null != expected is null || !(found ?? []).SequenceEqual(expected ?? []))
                Assert.Fail(
                    $"seed {seed}, document {i}: {Encoding.UTF8.GetString(document)}\nexpected {Join(expected)}\nfound    {Join(found)}");
        }

        // Both kinds are there in numbers, or the test would say little.
        Assert.InRange(taken, 1_000, 4_500);
    }

    [Theory(Timeout = Limit)]
    [InlineData("", "body-json")]
    [InlineData("   ", "body-json")]
    [InlineData("hello", "body-json")]
    [InlineData("{", "body-json")]
    [InlineData("{}x", "body-json")]
    [InlineData("{} {}", "body-json")]
    [InlineData("{'a':1}", "body-json")]
    [InlineData("{\"a\":1,}", "body-json")]
    [InlineData("{\"a\":/*x*/1}", "body-json")]
    [InlineData("{\"a\" 1}", "body-json")]
    [InlineData("{\"a\":\"b", "body-json")]
    [InlineData("{\"a\":\"b\"", "body-json")]
    [InlineData("{\"a\":", "body-json")]
    [InlineData("{\"a\"", "body-json")]
    [InlineData("\uFEFF", "body-json")]
    [InlineData("\uFEFF\uFEFF{}", "body-json")]
    [InlineData("{\"\\ud800\":1}", "text-surrogate")]
    [InlineData("[]", "body-object")]
    [InlineData("null", "body-object")]
    [InlineData("\"text\"", "body-object")]
    [InlineData("1", "body-object")]
    public async Task A_body_that_is_no_object_is_refused_by_rule(string body, string rule)
    {
        var refusal = await Assert.ThrowsAsync<RequestRefusedException>(() => Read(Encoding.UTF8.GetBytes(body), 1000));

        Assert.Equal((rule, ""), (refusal.Problem.Rule, refusal.Problem.Field));
        Assert.False(refusal.TooLarge);
    }

    [Theory(Timeout = Limit)]
    [InlineData("C0 AF")] // overlong
    [InlineData("FF")]
    [InlineData("E2 82")] // cut
    [InlineData("ED A0 80")] // a surrogate
    public async Task Text_that_is_no_utf8_is_refused_wherever_it_stands(string hex)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        foreach (var (before, after) in new[] { ("{\"a\":\"", "\"}"), ("{\"", "\":1}"), ("{\"skip\":\"", "\"}"), ("{\"a\":[\"", "\"]}"),
            ("{\"a\":{\"", "\":1}}") })
        {
            byte[] body = [.. Encoding.ASCII.GetBytes(before), .. bytes, .. Encoding.ASCII.GetBytes(after)];
            var refusal = await Assert.ThrowsAsync<RequestRefusedException>(() => Read(body, 1000));
            Assert.Equal(("text-utf8", before == "{\"" ? "" : before[2..].Split('"')[0]), (refusal.Problem.Rule, refusal.Problem.Field));
            Assert.Contains($"Near byte {before.Length} ", refusal.Problem.Message, StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = Limit)]
    [InlineData(20, false)]
    [InlineData(19, true)]
    [InlineData(5, true)]
    public async Task A_body_over_its_limit_is_too_large(long limit, bool refused)
    {
        var body = "{\"a\":\"0123456789\"}  "u8.ToArray();
        Assert.Equal(20, body.Length);
        if (refused)
            Assert.True((await Assert.ThrowsAsync<RequestRefusedException>(() => Read(body, limit))).TooLarge);
        else
            Assert.Equal(["a = \"0123456789\""], await Read(body, limit));
    }

    [Fact(Timeout = Limit)]
    public async Task Long_names_numbers_and_nested_values_are_read_up_to_a_limit()
    {
        var name = new string('n', 300_000);
        var nested = new string('v', 300_000);
        Assert.Equal(
            [$"{name} = [", "b = 1"], await Read(Encoding.UTF8.GetBytes($"{{\"{name}\":[\"{nested}\"], \"b\":1}}"), long.MaxValue));

        var tooLong = Encoding.UTF8.GetBytes($"{{\"a\":[\"{new string('v', BodyBuffer.LargestToken + 1)}\"]}}");
        var refusal = await Assert.ThrowsAsync<RequestRefusedException>(() => Read(tooLong, long.MaxValue));
        Assert.Equal("body-token", refusal.Problem.Rule);
    }

    /// <summary>What <see cref="JsonDocument"/> makes of it; null when it refuses it.</summary>
    private static List<string>? Expected(byte[] document)
    {
        // The reader lets invalid UTF-8 pass until somebody asks for the text.
        if (!Utf8.IsValid(document))
            return null;
        try
        {
            using var json = JsonDocument.Parse(document, new JsonDocumentOptions { MaxDepth = RequestScanner.DeepestNesting });
            return json.RootElement.ValueKind != JsonValueKind.Object ? null : [.. json.RootElement.EnumerateObject().Select(Field)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Field(JsonProperty property) => property.Name + " = " + property.Value.ValueKind switch
    {
        JsonValueKind.String when property.Value.GetString() is { } text =>
            property.Name.StartsWith("skip", StringComparison.Ordinal) ? "skipped" : $"\"{text}\"",
        JsonValueKind.Object => "{",
        JsonValueKind.Array => "[",
        _ => property.Value.GetRawText(),
    };

    private static async Task<IReadOnlyList<string>?> Scan(Stream body, long limit)
    {
        var fields = new RecordedFields();
        using var buffer = new BodyBuffer(body, limit);
        try
        {
            await new RequestScanner(buffer, fields).ReadAsync(default);
            return fields.Found;
        }
        catch (RequestRefusedException)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<string>> Read(byte[] body, long limit)
    {
        var fields = new RecordedFields();
        using var buffer = new BodyBuffer(new MemoryStream(body), limit);
        await new RequestScanner(buffer, fields).ReadAsync(default);
        return fields.Found;
    }

    private static string Join(IReadOnlyList<string>? fields) => fields is null ? "nothing" : string.Join(" | ", fields);
}
