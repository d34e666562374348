using System.Text;
using System.Text.Json;
using Functron.Execution;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;
using Functron.Tests.Execution.Payloads;
using Functron.Tests.Execution.Requests.Scanning;
using Functron.Tests.Execution.Requests.Tars;

namespace Functron.Tests.Execution.Requests;

public sealed class InvocationGateTests : IDisposable
{
    private const int Limit = 120_000;
    private const string Dockerfile = "FROM busybox\nCMD cat";

    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly StoreFolder _folder = new();
    private readonly FilePayloadStore _store;
    private readonly ExecutionOptions _options = new();

    public InvocationGateTests() => _store = _folder.Open();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Limit)]
    public async Task A_good_request_becomes_a_durable_invocation()
    {
        var tar = Fixture.Read("pax-good.tar.bz2");
        var result = await Admit(new { FnName = "hello", DockerFile = Dockerfile, TarFile = Convert.ToBase64String(tar), Stdin = "SGk=", Timeout = 2.5 }, GatePolicy.Compatible);

        Assert.Empty(result.Problems);
        var invocation = result.Invocation!;
        Assert.True(Guid.TryParseExact(invocation.InvocationId, "N", out _));
        Assert.Equal(("hello", 2.5, Now), (invocation.FnName, invocation.Timeout.Seconds, invocation.AcceptedAt));
        Assert.Equal(Dockerfile, await Text(invocation.Dockerfile));
        Assert.Equal(tar, await _store.ReadAllAsync(invocation.Tar, default));
        Assert.Equal("Hi", await Text(invocation.Stdin));
        Assert.Equal([$"content/instances/{invocation.InvocationId}/request.json"], _folder.Files());

        var loaded = await new InvocationStore(_folder.Open()).LoadAsync(invocation.InvocationId, default);
        Assert.Equal(JsonSerializer.Serialize(invocation), JsonSerializer.Serialize(loaded));
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_large_goes_to_the_store_unchanged()
    {
        var tar = Fixture.Read("pax-good.tar");
        var dockerfile = Dockerfile + "\n#" + new string('x', 20_000);
        var stdin = new string('ä', 20_000);
        var result = await Admit(new { FnName = "f", DockerFile = dockerfile, TarFile = Convert.ToBase64String(tar), Stdin = stdin }, GatePolicy.Strict);

        var invocation = result.Invocation!;
        Assert.Equal(PayloadKeys.Tar(invocation.InvocationId), invocation.Tar.Key);
        Assert.Equal(tar, await _store.ReadAllAsync(invocation.Tar, default));
        Assert.Equal(dockerfile, await Text(invocation.Dockerfile));
        Assert.Equal(stdin, await Text(invocation.Stdin));
        Assert.Equal(4, _folder.Files().Count);
    }

    [Theory(Timeout = Limit)]
    [InlineData("{}", true, "fn-name-required dockerfile-required")]
    [InlineData("{FnName:'',DockerFile:''}", true, "fn-name-required dockerfile-required")]
    [InlineData("{FnName:null,DockerFile:null,TarFile:null,Stdin:null,StdinEncoding:null,Timeout:null}", true, "fn-name-required dockerfile-required")]
    [InlineData("{FnName:1,DockerFile:[],TarFile:{},Stdin:true,StdinEncoding:1.5,Timeout:'1'}", true, "field-type field-type field-type field-type field-type field-type")]
    [InlineData("{fnname:'f',DOCKERFILE:'FROM a\\nCMD b',tarfile:'',STDIN:'',timeout:1}", true, "")]
    [InlineData("{FnName:'a-b_c.9',DockerFile:'FROM a\\nCMD b'}", true, "")]
    [InlineData("{FnName:'-a',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-start")]
    [InlineData("{FnName:'.a',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-start")]
    [InlineData("{FnName:'a b',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-characters")]
    [InlineData("{FnName:'ä',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-characters")]
    [InlineData("{FnName:'a/b',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-characters")]
    [InlineData("{FnName:'a\\n',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-characters")]
    [InlineData("{FnName:'012345678901234567890123456789012345678901234567890123456789012',DockerFile:'FROM a\\nCMD b'}", true, "")]
    [InlineData("{FnName:'0123456789012345678901234567890123456789012345678901234567890123',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-length")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',Timeout:900}", true, "")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',Timeout:1e0}", true, "")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',Timeout:0.001}", true, "")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',Timeout:900.1}", true, "timeout-range")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',Timeout:0}", true, "timeout-range")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',Timeout:-0.0}", true, "timeout-range")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',Timeout:-1}", true, "timeout-range")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',Timeout:1e999}", true, "timeout-range")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',Timeout:1e-999}", true, "timeout-range")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',Timeout:NaN}", true, "body-json")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',StdinEncoding:'text'}", true, "")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',StdinEncoding:'hex',Stdin:'00'}", true, "stdin-encoding")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',StdinEncoding:'base64',Stdin:'Hello!'}", true, "stdin-base64")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',TarFile:'Hello!'}", true, "tar-base64")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',TarFile:'YWJj'}", true, "tar-corrupt")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',fnName:'g'}", true, "field-twice")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',New:1,Other:{a:[1,2,{b:'c'}]}}", true, "")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',New:1,Other:{FnName:'c'}}", false, "field-unknown field-unknown")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\nCMD b',New:null}", false, "field-unknown")]
    [InlineData("{FnName:'/',DockerFile:'ADD a b',TarFile:'!',Stdin:'!',StdinEncoding:'base64',Timeout:0,X:1}", false,
        "field-unknown fn-name-characters dockerfile-add dockerfile-from dockerfile-cmd tar-base64 stdin-base64 timeout-range")]
    [InlineData("{FnName:'f',DockerFile:", true, "body-json")]
    [InlineData("[]", true, "body-object")]
    [InlineData("", true, "body-json")]
    [InlineData("\uFEFF{FnName:'f',DockerFile:'FROM a\\nCMD b'}", true, "")]
    [InlineData("\uFEFF{FnName:'f',DockerFile:'FROM a\\nCMD b'}", false, "")]
    [InlineData("{fnname:'\\ud800',DockerFile:'FROM a\\nCMD b'}", true, "text-surrogate")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\nCMD b'}", false, "text-control")]
    [InlineData("{New:1,Stdin:'c:\\dir'}", false, "field-unknown text-escape")]
    public async Task Every_problem_is_named_and_nothing_is_left(string body, bool compatible, string rules)
    {
        var json = Quoted(body);
        var result = await Admit(json, compatible ? GatePolicy.Compatible : GatePolicy.Strict);

        Assert.Equal(rules, string.Join(' ', result.Problems.Select(problem => problem.Rule)));
        Assert.False(result.TooLarge);
        Assert.Equal(rules.Length == 0, result.Invocation is not null);
        if (rules.Length > 0)
            Assert.Empty(_folder.Files());
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

    [Fact(Timeout = Limit)]
    public async Task A_problem_is_told_under_the_name_that_the_wire_format_has()
    {
        var problem = Assert.Single((await Admit("{\"DOCKERFILE\":\"\\udc00\"}", GatePolicy.Strict)).Problems);
        Assert.Equal("DockerFile", problem.Field);
        Assert.StartsWith("DockerFile: Near byte 15 half of a surrogate pair", problem.Sentence, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limit)]
    [InlineData("{}")]
    [InlineData("{FnName:1,DockerFile:2,TarFile:3,Stdin:4,StdinEncoding:5,Timeout:'6',Foo:7}")]
    [InlineData("{FnName:'/',DockerFile:'ADD a b',TarFile:'!',Stdin:'!',StdinEncoding:'base64',Timeout:0,Foo:1,'a b':2,'':3}")]
    [InlineData("{FnName:'f',FnName:'g',DockerFile:'FROM a\\nCOPY a b\\nRUN <<E\\nE',TarFile:'YWJj',StdinEncoding:'hex',Timeout:1e999}")]
    [InlineData("{FnName:'f',DockerFile:'# check=x\\n# escape=`\\nFROM a'}")]
    [InlineData("{FnName:'f',DockerFile:'FROM a\\rCMD b'}")]
    [InlineData("{FnName:'f',DockerFile:'\\ud800'}")]
    [InlineData("{Foo:'\\x'}")]
    public async Task A_sentence_names_its_field_once(string body)
    {
        var problems = (await Admit(Quoted(body), GatePolicy.Strict)).Problems;
        Assert.NotEmpty(problems);
        Assert.All(problems.Where(problem => problem.Field.Length > 0), problem =>
        {
            Assert.Single(System.Text.RegularExpressions.Regex.Matches(problem.Sentence, $@"\b{problem.Field}\b"));
        });
    }

    [Theory(Timeout = Limit)]
    [InlineData(12_500)] // its base64 is stored, itself it is not
    [InlineData(1_000_000)]
    public async Task A_long_stdin_is_decoded_in_the_store(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var result = await Admit(new { FnName = "f", DockerFile = Dockerfile, Stdin = Convert.ToBase64String(bytes) }, GatePolicy.Compatible);

        var stdin = result.Invocation!.Stdin;
        Assert.Equal(bytes, await _store.ReadAllAsync(stdin, default));
        Assert.Equal(stdin.Key is null ? 1 : 2, _folder.Files().Count);
    }

    [Fact(Timeout = Limit)]
    public async Task A_tar_is_judged_by_the_configured_limits()
    {
        _options.MaxTarEntries = 2;
        var result = await Admit(new { FnName = "f", DockerFile = Dockerfile, TarFile = Convert.ToBase64String(TarMaker.Of("a", "b", "c")) }, GatePolicy.Strict);

        var problem = Assert.Single(result.Problems);
        Assert.Equal(("TarFile", "tar-entries"), (problem.Field, problem.Rule));
        Assert.Empty(_folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_stored_tar_that_is_refused_is_removed()
    {
        var tar = TarMaker.Of([.. Enumerable.Range(0, 100).Select(i => $"file{i}"), "/etc/passwd"]);
        Assert.True(tar.Length > Payload.InlineLimit);
        var result = await Admit(new { FnName = "f", DockerFile = Dockerfile, TarFile = Convert.ToBase64String(tar) }, GatePolicy.Strict);

        Assert.Equal("tar-path", Assert.Single(result.Problems).Rule);
        Assert.Empty(_folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task Slashes_and_line_breaks_of_the_tar_may_be_escaped()
    {
        var tar = TarMaker.Gzip(Fixture.Read("pax-good.tar"));
        var text = Convert.ToBase64String(tar, Base64FormattingOptions.InsertLineBreaks)
            .Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002b", StringComparison.Ordinal).Replace("\r\n", "\\r\\n", StringComparison.Ordinal);
        var result = await Admit($"{{\"TarFile\":\"{text}\",\"FnName\":\"f\",\"DockerFile\":\"FROM a\\nCMD b\"}}", GatePolicy.Compatible);

        Assert.Equal(tar, await _store.ReadAllAsync(result.Invocation!.Tar, default));
    }

    [Fact(Timeout = Limit)]
    public async Task A_body_that_is_announced_too_large_is_not_read()
    {
        var result = await Gate().AdmitAsync(new UnreadableStream(), _options.MaxRequestBytes + 1, GatePolicy.Compatible, default);

        Assert.True(result.TooLarge);
        Assert.Equal("body-size", Assert.Single(result.Problems).Rule);
    }

    [Fact(Timeout = Limit)]
    public async Task A_body_of_known_length_may_have_a_lower_limit_which_one_of_unknown_length_has_not()
    {
        _options.MaxSizedRequestBytes = 1_000;
        var body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { FnName = "f", DockerFile = Dockerfile, TarFile = "", Stdin = new string('a', 1_000) }));

        var sized = await Gate().AdmitAsync(new UnreadableStream(), 1_001, GatePolicy.Compatible, default);
        Assert.True(sized.TooLarge);
        Assert.Contains("Transfer-Encoding: chunked", Assert.Single(sized.Problems).Message, StringComparison.Ordinal);

        Assert.NotNull((await Gate().AdmitAsync(new MemoryStream(body), null, GatePolicy.Compatible, default)).Invocation);
    }

    [Fact(Timeout = Limit)]
    public async Task A_body_that_turns_out_too_large_leaves_nothing()
    {
        _options.MaxRequestBytes = 100_000;
        var result = await Admit(new { FnName = "f", DockerFile = Dockerfile, TarFile = new string('A', 200_000) }, GatePolicy.Compatible);

        Assert.True(result.TooLarge);
        Assert.Empty(_folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_dockerfile_that_no_person_wrote_is_refused() =>
        Assert.Equal(
            "dockerfile-size",
            Assert.Single((await Admit(new { FnName = "f", DockerFile = new string('x', 1024 * 1024 + 1) }, GatePolicy.Compatible)).Problems).Rule);

    [Fact(Timeout = Limit)]
    public async Task Of_many_unknown_fields_only_some_are_named()
    {
        var fields = string.Concat(Enumerable.Range(0, 1000).Select(i => $",\"x{i}\":1"));
        var result = await Admit($"{{\"FnName\":\"f\",\"DockerFile\":\"FROM a\\nCMD b\"{fields}}}", GatePolicy.Strict);

        Assert.Equal(21, result.Problems.Count);
        Assert.Equal("x0", result.Problems[0].Field);
    }

    [Theory(Timeout = Limit)]
    [InlineData("ADD a b\\n", 100, "", 100, null)]
    [InlineData("ADD a b\\n", 101, "", 101, "And 1 more problem that is not named here.")]
    [InlineData("ADD a b\\n", 100_000, "", 101, "And 99900 more problems that are not named here.")]
    [InlineData("", 0, ",\"stdin\":0", 101, "And 299900 more problems that are not named here.")]
    [InlineData("", 0, ",\"DockerFile\":\"\"", 101, "And 299900 more problems that are not named here.")]
    public async Task Of_very_many_problems_a_hundred_are_named(string line, int lines, string field, int found, string? last)
    {
        var wrong = string.Concat(Enumerable.Repeat(line, lines));
        var fields = string.Concat(Enumerable.Repeat(field, 300_000));
        var result = await Admit($"{{\"FnName\":\"f\",\"DockerFile\":\"FROM a\\n{wrong}CMD b\"{fields}}}", GatePolicy.Compatible);

        Assert.Equal(found, result.Problems.Count);
        Assert.Equal(last, result.Problems.SingleOrDefault(problem => problem.Rule == "more-problems")?.Message);
        Assert.Equal(last is null ? "dockerfile-add" : "more-problems", result.Problems[^1].Rule);
    }

    [Fact(Timeout = Limit)]
    public async Task What_ended_the_reading_is_named_behind_however_many_problems()
    {
        var fields = string.Concat(Enumerable.Repeat("\"stdin\":0,", 1_000));
        var result = await Admit($"{{{fields}\"a\":no}}", GatePolicy.Compatible);
        Assert.Equal(["field-twice", "more-problems", "body-json"], result.Problems.TakeLast(3).Select(problem => problem.Rule));
        Assert.Equal(102, result.Problems.Count);
    }

    [Fact(Timeout = Limit)]
    public async Task A_sender_that_goes_away_leaves_nothing()
    {
        var body = Encoding.UTF8.GetBytes("{\"Stdin\":\"" + new string('a', 100_000));
        await Assert.ThrowsAsync<IOException>(() => Gate().AdmitAsync(new BrokenStream(body), null, GatePolicy.Compatible, default));
        Assert.Empty(_folder.Files());
    }

    [Fact(Timeout = Limit)]
    public async Task A_caller_that_gives_up_leaves_nothing()
    {
        using var caller = new CancellationTokenSource();
        var body = Encoding.UTF8.GetBytes("{\"Stdin\":\"" + new string('a', 100_000));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Gate().AdmitAsync(new CancellingStream(body, caller), null, GatePolicy.Compatible, caller.Token));
        Assert.Empty(_folder.Files());
    }

    private InvocationGate Gate() => Gates.Over(_store, _options, new StoppedClock());

    private Task<GateResult> Admit(object request, GatePolicy policy) => Admit(JsonSerializer.Serialize(request), policy);

    private Task<GateResult> Admit(string body, GatePolicy policy) =>
        Gate().AdmitAsync(new ChoppedStream(Encoding.UTF8.GetBytes(body), new Random(1), 50_000), null, policy, default);

    private async Task<string> Text(Payload payload) => Encoding.UTF8.GetString(await _store.ReadAllAsync(payload, default));

    /// <summary>Table rows are written without the double quotes that would drown them.</summary>
    private static string Quoted(string body) =>
        System.Text.RegularExpressions.Regex.Replace(body, @"(?<=[{,])(\w+)(?=:)", "\"$1\"").Replace('\'', '"');

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class UnreadableStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("read");
    }

    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == Length ? throw new IOException("the connection is gone") : base.ReadAsync(buffer, cancellationToken);
    }

    private sealed class CancellingStream(byte[] bytes, CancellationTokenSource caller) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
                caller.Cancel();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
