using System.Net.Http.Json;
using System.Net;
using System.Text.Json;
using System.Text;

namespace Functron.Tests.EndToEnd;

/// <summary>What clients of Functron 1 get, key by key, in each of the ways that a call can end.</summary>
public abstract class WireResponseTests(EndToEndHost host)
{
    private const int Limit = 120_000;
    private const string Ran = "FROM busybox\nCMD ";

    /// <summary>What a value is: <c>-</c> is empty, <c>+</c> is not, and anything else is the value itself.</summary>
    public static TheoryData<string, int, string, string, string, string, string, string, string> Endings => new()
    {
        // DockerFile, status, Errors, CmdOut, CmdErr, BuildContextStdout, BuildContextStderr, TempName, DetailedError
        { Ran + "echo out", 200, "-", "out\n", "-", "+", "-", "+", "-" },
        { Ran + "echo out; echo err >&2", 200, "-", "out\n", "err\n", "+", "-", "+", "-" },
        { Ran + "true", 200, "-", "-", "-", "+", "-", "+", "-" },
        { Ran + "echo out; exit 9", 200, "Process did not exit right", "out\n", "-", "+", "-", "+", "-" },
        { Ran + "/data/main.py", 200, "Process did not exit right", "-", "+", "+", "-", "+", "-" },
        { Ran + "sleep 50", 200, "Process exceeded timeout", "-", "-", "+", "-", "+", "-" },
        { Ran + "echo out; echo err >&2; sleep 50", 200, "Process exceeded timeout", "out\n", "err\n", "+", "-", "+", "-" },
        { "FROM busybox\nRUN exit 9\nCMD true", 400, "BuildFailure", "-", "-", "+", "+", "+", "+" },
        { "FROM busybox:no-such-tag\nCMD true", 400, "BuildFailure", "-", "-", "*", "+", "+", "+" },
        { "FROM busybox\nADD a b\nCMD true", 400, "+", "-", "-", "-", "-", "-", "-" },
        { "", 400, "+", "-", "-", "-", "-", "-", "-" },
    };

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Endings))]
    public async Task Every_key_is_there_and_empty_exactly_when_it_should_be(
        string dockerfile, int status, string errors, string cmdOut, string cmdErr, string buildOut, string buildErr, string tempName,
            string detailedError)
    {
        var (answered, answer) = await AnswerAsync(dockerfile);

        Assert.Equal(status, (int)answered);
        Is(errors, string.Join(", ", answer.GetProperty("Errors").EnumerateArray()));
        Is(cmdOut, answer.Text("CmdOut"));
        Is(cmdErr, answer.Text("CmdErr"));
        Is(buildOut, answer.Text("BuildContextStdout"));
        Is(buildErr, answer.Text("BuildContextStderr"));
        Is(tempName, answer.GetProperty("TempName").GetString()!);
        Is(detailedError, answer.GetProperty("DetailedError").GetString()!);
        // Cleaning up had nothing to say.
        Is("-", answer.Text("CleanupOut"));
        Is("-", answer.Text("CleanupErr"));
    }

    [Theory(Timeout = Limit)]
    [InlineData(Ran + "true")]
    [InlineData("FROM busybox\nRUN exit 9\nCMD true")]
    [InlineData("")]
    public async Task The_answer_is_an_object_of_JSON_whose_keys_are_each_there_once(string dockerfile)
    {
        using var response = await host.Client.PostAsJsonAsync("v1/exec", Request(dockerfile));
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        var keys = answer.EnumerateObject().Select(key => key.Name).ToArray();

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(keys.Distinct(StringComparer.OrdinalIgnoreCase), keys);
        Assert.Superset(
            new HashSet<string> { "Errors", "CmdOut", "CmdErr", "BuildContextStdout", "BuildContextStderr", "CleanupOut", "CleanupErr",
                "TempName", "DetailedError" },
            new HashSet<string>(keys));
    }

    [Theory(Timeout = Limit)]
    [InlineData("{")]
    [InlineData("\"text\"")]
    [InlineData("""{"FnName":"a","DockerFile":"FROM busybox\nCMD true","TarFile":"YWJj"}""")]
    [InlineData("""{"FnName":"a","DockerFile":"FROM busybox\nCMD true","Timeout":"5"}""")]
    [InlineData("""{"FnName":"a","DockerFile":"FROM busybox\nCMD true","Stdin":5}""")]
    [InlineData("""{"FnName":"a","DockerFile":"FROM busybox\nCMD true","Stdin":"Hello!","StdinEncoding":"base64"}""")]
    public async Task A_malformed_request_is_a_400_with_the_same_object_in_which_only_Errors_says_something(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await host.Client.PostAsync("v1/exec", content);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Functron1Keys.AssertAllIn(answer);
        Assert.NotEmpty(answer.GetProperty("Errors").EnumerateArray());
        Assert.All(
            ["CmdOut", "CmdErr", "BuildContextStdout", "BuildContextStderr", "CleanupOut", "CleanupErr", "TempName", "DetailedError"],
            key => Assert.Equal("", answer.GetProperty(key).GetString()));
    }

    private Task<(HttpStatusCode Status, JsonElement Answer)> AnswerAsync(string dockerfile) => host.Client.ExecAsync(Request(dockerfile));

    /// <summary>With a main.py that cannot be executed.</summary>
    private static Dictionary<string, object> Request(string dockerfile) => new()
    {
        ["FnName"] = "wire",
        ["DockerFile"] = dockerfile,
        ["TarFile"] = Convert.ToBase64String(Functron.Tests.Requests.Tars.Fixture.Read("pax-folder.tar")),
        ["Stdin"] = "",
        ["Timeout"] = 1.5,
    };

    private static void Is(string expected, string value)
    {
        switch (expected)
        {
            case "*": break;
            case "-": Assert.Equal("", value); break;
            case "+": Assert.NotEqual("", value); break;
            default: Assert.Equal(expected, value); break;
        }
    }
}

[Collection(EndToEndCollection.Name)]
public sealed class WireResponseOnTheLauncherPathTests(EndToEndHost host) : WireResponseTests(host);

[Collection(EndToEndCollection.Name)]
public sealed class WireResponseOnTheEnginePathTests(EnginePathHost host) : WireResponseTests(host);
