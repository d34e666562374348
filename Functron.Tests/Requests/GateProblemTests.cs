using System.Text.RegularExpressions;
using Functron.Execution.Requests;

namespace Functron.Tests.Requests;

/// <summary>What the gate says of a request that it refuses.</summary>
public sealed class GateProblemTests : GateTest
{
    [Theory(Timeout = Limit)]
    [InlineData("{}", true, "fn-name-required dockerfile-required")]
    [InlineData("{FnName:'',DockerFile:''}", true, "fn-name-required dockerfile-required")]
    [InlineData(
        "{FnName:null,DockerFile:null,TarFile:null,Stdin:null,StdinEncoding:null,Timeout:null}", true,
        "fn-name-required dockerfile-required")]
    [InlineData(
        "{FnName:1,DockerFile:[],TarFile:{},Stdin:true,StdinEncoding:1.5,Timeout:'1'}", true,
        "field-type field-type field-type field-type field-type field-type")]
    [InlineData("{fnname:'f',DOCKERFILE:'FROM a\\nCMD b',tarfile:'',STDIN:'',timeout:1}", true, "")]
    [InlineData("{FnName:'a-b_c.9',DockerFile:'FROM a\\nCMD b'}", true, "")]
    [InlineData("{FnName:'-a',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-start")]
    [InlineData("{FnName:'.a',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-start")]
    [InlineData("{FnName:'a b',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-characters")]
    [InlineData("{FnName:'ä',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-characters")]
    [InlineData("{FnName:'a/b',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-characters")]
    [InlineData("{FnName:'a\\n',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-characters")]
    [InlineData("{FnName:'012345678901234567890123456789012345678901234567890123456789012',DockerFile:'FROM a\\nCMD b'}", true, "")]
    [InlineData(
        "{FnName:'0123456789012345678901234567890123456789012345678901234567890123',DockerFile:'FROM a\\nCMD b'}", true, "fn-name-length")]
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
            Assert.Empty(Folder.Files());
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
            Assert.Single(Regex.Matches(problem.Sentence, $@"\b{problem.Field}\b"));
        });
    }

    [Fact(Timeout = Limit)]
    public async Task A_dockerfile_that_no_person_wrote_is_refused() =>
        Assert.Equal(
            "dockerfile-size",
            Assert.Single(
                (await Admit(new { FnName = "f", DockerFile = new string('x', 1024 * 1024 + 1) }, GatePolicy.Compatible)).Problems).Rule);

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

    /// <summary>Table rows are written without the double quotes that would drown them.</summary>
    private static string Quoted(string body) =>
        Regex.Replace(body, @"(?<=[{,])(\w+)(?=:)", "\"$1\"").Replace('\'', '"');
}
