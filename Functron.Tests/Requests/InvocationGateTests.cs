using System.Text.Json;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Tests.Requests.Tars;

namespace Functron.Tests.Requests;

public sealed class InvocationGateTests : GateTest
{
    [Fact(Timeout = Limit)]
    public async Task A_good_request_becomes_a_durable_invocation()
    {
        var tar = Fixture.Read("pax-good.tar.bz2");
        var result = await Admit(
            new { FnName = "hello", DockerFile = Dockerfile, TarFile = Convert.ToBase64String(tar), Stdin = "SGk=", Timeout = 2.5 },
            GatePolicy.Compatible);

        Assert.Empty(result.Problems);
        var invocation = result.Invocation!;
        Assert.True(Guid.TryParseExact(invocation.InvocationId, "N", out _));
        Assert.Equal(("hello", 2.5, Now), (invocation.FnName, invocation.Timeout.Seconds, invocation.AcceptedAt));
        Assert.Equal(Dockerfile, await Text(invocation.Dockerfile));
        Assert.Equal(tar, await Bytes(invocation.Tar));
        Assert.Equal("Hi", await Text(invocation.Stdin));
        Assert.Equal([$"content/instances/{invocation.InvocationId}/request.json"], Folder.Files());

        var loaded = await new InvocationStore(Folder.Open()).LoadAsync(invocation.InvocationId, default);
        Assert.Equal(JsonSerializer.Serialize(invocation), JsonSerializer.Serialize(loaded));
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_large_goes_to_the_store_unchanged()
    {
        var tar = Fixture.Read("pax-good.tar");
        var dockerfile = Dockerfile + "\n#" + new string('x', 20_000);
        var stdin = new string('ä', 20_000);
        var result = await Admit(
            new { FnName = "f", DockerFile = dockerfile, TarFile = Convert.ToBase64String(tar), Stdin = stdin }, GatePolicy.Strict);

        var invocation = result.Invocation!;
        Assert.Equal(PayloadKeys.Tar(invocation.InvocationId), invocation.Tar.Key);
        Assert.Equal(tar, await Bytes(invocation.Tar));
        Assert.Equal(dockerfile, await Text(invocation.Dockerfile));
        Assert.Equal(stdin, await Text(invocation.Stdin));
        Assert.Equal(4, Folder.Files().Count);
    }

    [Theory(Timeout = Limit)]
    [InlineData("Hello!", null, true, "Hello!")]
    [InlineData("SGVsbG8h", null, true, "Hello!")]
    [InlineData("SGVsbG8h", null, false, "SGVsbG8h")]
    [InlineData("SGVsbG8h", "text", true, "SGVsbG8h")]
    [InlineData("SGVsbG8h", "base64", false, "Hello!")]
    [InlineData("SGVs\r\nbG8h\n", "base64", false, "Hello!")]
    [InlineData("SGVs\nbG8h", null, true, "SGVs\nbG8h")]
    [InlineData("SGk=", null, true, "Hi")]
    [InlineData("SGk", null, true, "SGk")]
    [InlineData("SGl=", null, true, "SGl=")]
    [InlineData("SGl=", "base64", true, "Hi")]
    [InlineData("-_-_", null, true, "-_-_")]
    [InlineData("", null, true, "")]
    [InlineData("", "base64", true, "")]
    [InlineData("äöü", null, true, "äöü")]
    public async Task Stdin_has_two_readings(string sent, string? encoding, bool compatible, string read)
    {
        foreach (var first in new[] { true, false })
        {
            object request = first
                ? new { StdinEncoding = encoding, Stdin = sent, FnName = "f", DockerFile = Dockerfile }
                : new { Stdin = sent, StdinEncoding = encoding, FnName = "f", DockerFile = Dockerfile };
            var result = await Admit(request, compatible ? GatePolicy.Compatible : GatePolicy.Strict);
            Assert.Equal(read, await Text(result.Invocation!.Stdin));
        }
    }

    [Theory(Timeout = Limit)]
    [InlineData(12_500)] // its base64 is stored, itself it is not
    [InlineData(1_000_000)]
    public async Task A_long_stdin_is_decoded_in_the_store(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var result = await Admit(
            new { FnName = "f", DockerFile = Dockerfile, Stdin = Convert.ToBase64String(bytes) }, GatePolicy.Compatible);

        var stdin = result.Invocation!.Stdin;
        Assert.Equal(bytes, await Bytes(stdin));
        Assert.Equal(stdin.Key is null ? 1 : 2, Folder.Files().Count);
    }

    [Fact(Timeout = Limit)]
    public async Task A_tar_is_judged_by_the_configured_limits()
    {
        Options.MaxTarEntries = 2;
        var result = await Admit(
            new { FnName = "f", DockerFile = Dockerfile, TarFile = Convert.ToBase64String(TarMaker.Of("a", "b", "c")) }, GatePolicy.Strict);

        var problem = Assert.Single(result.Problems);
        Assert.Equal(("TarFile", "tar-entries"), (problem.Field, problem.Rule));
        Assert.Empty(Folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_stored_tar_that_is_refused_is_removed()
    {
        var tar = TarMaker.Of([.. Enumerable.Range(0, 100).Select(i => $"file{i}"), "/etc/passwd"]);
        Assert.True(tar.Length > Payload.InlineLimit);
        var result = await Admit(new { FnName = "f", DockerFile = Dockerfile, TarFile = Convert.ToBase64String(tar) }, GatePolicy.Strict);

        Assert.Equal("tar-path", Assert.Single(result.Problems).Rule);
        Assert.Empty(Folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task Slashes_and_line_breaks_of_the_tar_may_be_escaped()
    {
        var tar = TarMaker.Gzip(Fixture.Read("pax-good.tar"));
        var text = Convert.ToBase64String(tar, Base64FormattingOptions.InsertLineBreaks)
            .Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002b", StringComparison.Ordinal)
                .Replace("\r\n", "\\r\\n", StringComparison.Ordinal);
        var result = await Admit($"{{\"TarFile\":\"{text}\",\"FnName\":\"f\",\"DockerFile\":\"FROM a\\nCMD b\"}}", GatePolicy.Compatible);

        Assert.Equal(tar, await Bytes(result.Invocation!.Tar));
    }
}
