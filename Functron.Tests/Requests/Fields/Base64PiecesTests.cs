using System.Text;
using Functron.Execution.Requests.Fields;

namespace Functron.Tests.Requests.Fields;

public sealed class Base64PiecesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("YQ==", "a")]
    [InlineData("YWI=", "ab")]
    [InlineData("YWJj", "abc")]
    [InlineData("YWJjZA==", "abcd")]
    [InlineData("+/+/", null)]
    public void What_an_encoder_writes_is_canonical(string text, string? decoded)
    {
        var (bytes, canonical) = Decode(text, 1000);
        Assert.Equal(decoded is null ? Convert.FromBase64String(text) : Encoding.ASCII.GetBytes(decoded), bytes);
        Assert.True(canonical);
    }

    [Theory]
    [InlineData("YWJj\n", "abc")]
    [InlineData("YW\r\nJj\r\nZA==\r\n", "abcd")]
    [InlineData("YR==", "a")]
    [InlineData("YWJjYWK=", "abcab")]
    public void What_functron_1_takes_beyond_that_is_taken_but_not_canonical(string text, string decoded)
    {
        var (bytes, canonical) = Decode(text, 1000);
        Assert.Equal(decoded, Encoding.ASCII.GetString(bytes!));
        Assert.False(canonical);
    }

    [Theory]
    [InlineData("Y")]
    [InlineData("YW")]
    [InlineData("YWJ")]
    [InlineData("YQ=")]
    [InlineData("YQ")]
    [InlineData("Hello!")]
    [InlineData("YWJj YWJj")]
    [InlineData("YW J")]
    [InlineData("YWJ\t")]
    [InlineData("-_-_")]
    [InlineData("YQ==YQ==")]
    [InlineData("YQ==\nYWJj")]
    [InlineData("====")]
    [InlineData("Y===")]
    [InlineData("=YWJ")]
    [InlineData("YQ=a")]
    [InlineData("äöüß")]
    [InlineData("YWJj\0")]
    public void Anything_else_is_not_base64(string text)
    {
        Assert.Null(Decode(text, 1000).Bytes);
        Assert.Null(Decode(text, 1).Bytes);
    }

    [Fact]
    public void Pieces_of_any_length_give_the_same_bytes()
    {
        const int seed = 11;
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var expected = new byte[random.Next(i < 290 ? 300 : 400_000)];
            random.NextBytes(expected);
            var (bytes, canonical) = Decode(Convert.ToBase64String(expected), expected.Length < 300 ? random.Next(1, 9) : 70_000);
            Assert.True(canonical && expected.AsSpan().SequenceEqual(bytes), $"seed {seed}, text {i}");
        }
    }

    private static (byte[]? Bytes, bool Canonical) Decode(string text, int piece)
    {
        var decoder = new Base64Pieces();
        var bytes = new MemoryStream();
        var utf8 = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < utf8.Length; at += piece)
        {
            ReadOnlyMemory<byte> left = utf8.AsMemory(at, Math.Min(piece, utf8.Length - at));
            while (!left.IsEmpty && decoder.Valid)
                bytes.Write(decoder.Decode(left, out left).Span);
        }

        decoder.Complete();
        return (decoder.Valid ? bytes.ToArray() : null, decoder.Canonical);
    }
}
