using System.Text;
using CsCheck;
using Functron.Execution;
using Functron.Execution.Build;
using Functron.Execution.Requests;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Requests.Tars;
using Functron.Tests.Payloads;
using Functron.Tests.Requests.Tars;

namespace Functron.Tests.Requests.Fuzz;

/// <summary>Whatever a stranger sends is judged: no reader throws, and nothing of what is refused stays.</summary>
public sealed class FuzzTests
{
    private static readonly byte[][] Requests = Bytes(
        """{"FnName":"a","DockerFile":"FROM busybox\nCMD true","TarFile":"","Stdin":"SGVsbG8h","StdinEncoding":"base64","Timeout":5}""",
        """{"fnname":"a-b.c","DOCKERFILE":"# escape=`\nFROM a AS b\nRUN <<E\nx\nE\nCMD [\"x\"]" """
            + ""","tarFile":"H4sIAAAAAAAAAwMAAAAAAAAAAAA=","Stdin":"text","StdinEncoding":"text","Timeout":0.5}""",
        """{"FnName":null,"DockerFile":7,"TarFile":["x",{"a":[1,2e9,true,null]}],"Stdin":"\u00e9\ud83d\ude00" """
            + ""","x":{"y":"\\\"\/\b\f\n\r\t"},"Timeout":"5"}""");

    private static readonly byte[][] RequestWords =
    [
        .. Bytes(
            "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "-0.0e-0", "1e999", "\\ud800", "\\u0000", "\"FnName\":",
            "\"Timeout\":", "\"TarFile\":\"", "\"Stdin\":", "QUJD", "====", "//", "/*", "NaN"),
        [0xEF, 0xBB, 0xBF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF], [0],
    ];

    private static readonly byte[][] Dockerfiles = Bytes(
        "FROM busybox\nCMD true",
        "# syntax=x\n# escape=`\nFROM a AS b\nRUN x `\n  y\n# c\nFROM b\nCOPY --from=b /a /b\nENTRYPOINT [\"a\"]\nCMD [\"b\"]",
        "ARG V=1\nFROM busybox:${V:-2} AS x\nRUN <<EOF <<-'E F' cat\na\nEOF\n\tb\n\tE F\nONBUILD RUN y\nLABEL a=\"b c\" d='e'\nCMD x "
            + "\\\n\n  # c\n  y");

    private static readonly byte[][] DockerfileWords =
    [
        .. Bytes(
            "FROM ", "CMD ", "RUN ", "ADD ", "COPY --from=", "ONBUILD ", "LABEL ", "ENV ", "ARG ", "HEALTHCHECK ", "# escape=`\n",
            "# escape=\\\n", "# check=x\n", "#", "\\\n", "`\n", "\\", "`", "<<E", "<<-\"", "<<'E F'", "\nE\n",
            "\n", "\r\n", "\r", "\t", " ", "\"", "'", "[", "]", "$", "${", ":-", "}", "$((1<<2))", "--platform=", "AS ", "\u00a0",
            "\u2028"),
        [0xEF, 0xBB, 0xBF], [0xC3], [0],
    ];

    private static readonly byte[][] TarWords =
    [
        .. Bytes(
            "ustar\0" + "00", "ustar  \0", "0000644\0", "7777777", "path=", "17 path=a/../b\n", "SCHILY.xattr.", "GNU.sparse.",
            "././@LongLink", "../", "/", "\u001f\u008b"),
        [0x80, 0, 0, 0, 0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 3],
        [0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59], new byte[512],
    ];

    [Fact]
    public void Requests_are_taken_or_refused_and_nothing_of_a_refused_one_stays() =>
        Mutations.Of(Requests, [.. RequestWords, .. DockerfileWords]).Sample(
            body =>
            {
                foreach (var policy in new[] { GatePolicy.Compatible, GatePolicy.Strict })
                {
                    var store = new MemoryStore();
                    var gate = Gates.Over(store);
                    var result = gate.AdmitAsync(new MemoryStream(body), body.Length, policy, CancellationToken.None).GetAwaiter()
                        .GetResult();
                    Assert.NotEqual(result.Invocation is null, result.Problems.Count == 0);
                    Assert.All(result.Problems, problem => Assert.NotEqual("", problem.Message));
                    Assert.Equal(
                        result.Invocation is not null,
                        store.ListAsync("instances", CancellationToken.None).GetAwaiter().GetResult().Count > 0);
                }
            },
            time: Mutations.Seconds,
            threads: 1,
            print: body => Encoding.Latin1.GetString(body));

    [Fact]
    public void Dockerfiles_are_judged_and_read_to_their_end() =>
        Mutations.Of(Dockerfiles, DockerfileWords).Sample(
            bytes =>
            {
                var text = Encoding.UTF8.GetString(bytes);
                var dockerfile = Dockerfile.Parse(text);
                Assert.All(DockerfileRule.Check(dockerfile), problem => Assert.NotEqual("", problem.Message));
                var lines = text.Split('\n').Length;
                Assert.All(dockerfile.Instructions, instruction => Assert.InRange(instruction.Line, 1, lines));
                var labelled = LabelledDockerfile.Of(dockerfile, new Dictionary<string, string> { ["a"] = "b" });
                Assert.Contains("LABEL a='b'", labelled, StringComparison.Ordinal);
            },
            time: Mutations.Seconds,
            threads: 1,
            print: bytes => Encoding.UTF8.GetString(bytes));

    [Fact]
    public void Tars_are_judged()
    {
        var options = new ExecutionOptions { MaxTarUnpackedBytes = 1 << 20, MaxTarEntries = 1000 };
        byte[][] corpus = [.. ToolTars.Names.Select(ToolTars.Read).Where(tar => tar.Length < 64 * 1024)];
        Assert.NotEmpty(corpus);
        Mutations.Of(corpus, TarWords).Sample(
            tar => Assert.All(new TarInspection(options)
                .Inspect(new MemoryStream(tar), CancellationToken.None), problem => Assert.NotEqual("", problem.Message)),
            time: Mutations.Seconds,
            threads: 1,
            print: Convert.ToBase64String);
    }

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
