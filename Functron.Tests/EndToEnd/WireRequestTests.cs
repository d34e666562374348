using System.Net;
using System.Text.Json;
using System.Text;
using Functron.Tests.Requests.Tars;

namespace Functron.Tests.EndToEnd;

/// <summary>What clients of Functron 1 send, row by row, as JSON text so that nothing of this side helps.</summary>
public abstract class WireRequestTests(EndToEndHost host)
{
    private const int Limit = 120_000;
    private const string Cat = """
        "DockerFile":"FROM busybox\nCMD cat"
        """;

    [Theory(Timeout = Limit)]
    [InlineData("GET", null)]
    [InlineData("POST", null)]
    [InlineData("POST", "")]
    [InlineData("POST", "{}")]
    [InlineData("POST", "anything at all")]
    public async Task Ping_is_answered_with_200_and_an_empty_body_whatever_is_sent(string method, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "v1/ping");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await host.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory(Timeout = Limit)]
    [InlineData("test-hello-world")]
    [InlineData("test-hello-world-build-failure")]
    [InlineData("test-hello-world-invoke-failure")]
    [InlineData("test-hello-world-stdin")]
    [InlineData("test-hello-world-timeout")]
    public async Task FnName_becomes_part_of_the_images_name(string name)
    {
        var answer = await OkAsync($$"""{"FnName":"{{name}}",{{Cat}},"TarFile":"","Stdin":"","Timeout":5.0}""");
        // Of a long name, as much as is good to read.
        Assert.StartsWith($"functron-{name[..Math.Min(name.Length, 30)]}-", answer.GetProperty("TempName").GetString());
    }

    [Theory(Timeout = Limit)]
    [InlineData("pax-folder.tar")]
    [InlineData("gnu-folder.tar")]
    public async Task TarFile_may_be_a_folder_that_python_added_under_an_empty_name(string tar)
    {
        var answer = await OkAsync($$"""
            {"FnName":"a","DockerFile":"FROM busybox\nCMD cat /data/main.py","TarFile":"{{Base64(tar)}}","Stdin":"","Timeout":5.0}
            """);
        Assert.Equal("print('hello')\n", answer.Text("CmdOut"));
    }

    private static string Base64(string tar) => Convert.ToBase64String(Fixture.Read(tar));

    [Fact(Timeout = Limit)]
    public async Task TarFile_is_extracted_at_data_before_CMD_runs_wherever_that_works()
    {
        var answer = await OkAsync($$"""
            {"FnName":"a","DockerFile":"FROM busybox\nWORKDIR /elsewhere\nCMD [\"ls\", \"/data\", \"/elsewhere\"]",
             "TarFile":"{{Convert.ToBase64String(Api.Tar(("file", "")))}}","Stdin":"","Timeout":5.0}
            """);
        Assert.Equal("/data:\nfile\n\n/elsewhere:\n", answer.Text("CmdOut"));
    }

    [Theory(Timeout = Limit)]
    [InlineData("")]
    [InlineData("\"Timeout\":5")]
    [InlineData("\"Timeout\":5.0")]
    [InlineData("\"Timeout\":0.5e1")]
    [InlineData("\"TarFile\":\"\",\"Timeout\":5.0")]
    [InlineData("\"Stdin\":\"\",\"TarFile\":\"\",\"Timeout\":5.0")]
    [InlineData("\"Stdin\":null,\"TarFile\":null,\"Timeout\":null")]
    [InlineData("\"Language\":\"python\",\"Options\":{\"FnName\":[1,{\"Stdin\":2}]}")]
    public async Task Timeout_is_any_number_and_what_is_absent_or_unknown_does_no_harm(string fields)
    {
        var rest = fields.Length == 0 ? "" : "," + fields;
        var answer = await OkAsync($$"""{"FnName":"a",{{Cat}}{{rest}}}""");
        Assert.Equal("", answer.Text("CmdOut"));
    }

    [Fact(Timeout = Limit)]
    public async Task Fields_come_in_any_order()
    {
        string[] fields =
        [
            "\"FnName\":\"a\"", "\"DockerFile\":\"FROM busybox\\nCMD cat - /data/file\"",
                $"\"TarFile\":\"{Convert.ToBase64String(Api.Tar(("file", "F")))}\"",
            "\"Stdin\":\"UA==\"", "\"Timeout\":5.0",
        ];
        for (var first = 0; first < fields.Length; first++)
        {
            var answer = await OkAsync($"{{{string.Join(',', fields[first..].Concat(fields[..first]))}}}");
            Assert.Equal("PF", answer.Text("CmdOut"));
        }
    }

    [Theory(Timeout = Limit)]
    [InlineData("Hello!", null, "Hello!")] // as in the project's own description
    [InlineData("SGVsbG8h", null, "Hello!")] // as PyFunctron sends it
    [InlineData("RnVuY3Ryb24gVXNlciE=", null, "Functron User!")]
    [InlineData("SA==", null, "H")]
    [InlineData("SA=", null, "SA=")] // too little padding
    [InlineData("SA", null, "SA")] // none
    [InlineData("SB==", null, "SB==")] // not canonical: bits are left over
    [InlineData("SGVs\nbG8h", null, "SGVs\nbG8h")] // not in one piece
    [InlineData("SGVsbG8h", "text", "SGVsbG8h")]
    [InlineData("SGVsbG8h", "base64", "Hello!")]
    [InlineData("", "base64", "")]
    [InlineData("Grüße", null, "Grüße")]
    public async Task Stdin_has_two_readings(string stdin, string? encoding, string read)
    {
        var how = encoding is null ? "" : $",\"StdinEncoding\":\"{encoding}\"";
        var answer = await OkAsync(
            $$"""{"FnName":"a",{{Cat}},"TarFile":"","Stdin":{{JsonSerializer.Serialize(stdin)}}{{how}},"Timeout":5.0}""");
        Assert.Equal(read, answer.Text("CmdOut"));
    }

    [Theory(Timeout = Limit)]
    [InlineData("", "SGVsbG8h")]
    [InlineData(",\"StdinEncoding\":\"base64\"", "Hello!")]
    public async Task The_newer_routes_take_stdin_as_text_unless_told_otherwise(string how, string read)
    {
        using var body = Json($$"""{"FnName":"a",{{Cat}},"Stdin":"SGVsbG8h"{{how}}}""");
        using var response = await host.Client.PostAsync("v1/invocations", body);
        var id = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;

        var ended = await host.Client.UntilEndedAsync(id);
        Assert.Equal(read, ended.GetProperty("result").Text("CmdOut"));
    }

    [Theory(Timeout = Limit)]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task The_content_type_decides_nothing(string? type)
    {
        using var body = Json($$"""{"FnName":"a",{{Cat}},"Stdin":"Hello!","Timeout":5.0}""");
        body.Headers.ContentType = type is null ? null : System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using var response = await host.Client.PostAsync("v1/exec", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact(Timeout = Limit)]
    public async Task A_body_may_begin_with_a_byte_order_mark()
    {
        Assert.Equal("Grüße", (await OkAsync($$"""{{'\uFEFF'}}{"FnName":"a",{{Cat}},"Stdin":"Grüße","Timeout":5.0}""")).Text("CmdOut"));
        using var body = Json($$"""{{'\uFEFF'}}{"FnName":"a",{{Cat}},"Stdin":"Grüße"}""");
        using var response = await host.Client.PostAsync("v1/invocations", body);
        var id = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
        Assert.Equal("Grüße", (await host.Client.UntilEndedAsync(id)).GetProperty("result").Text("CmdOut"));
    }

    [Theory(Timeout = Limit)]
    [InlineData("gzip", true)]
    [InlineData("br", true)]
    [InlineData("deflate, gzip", true)]
    [InlineData("zstd", true)]
    [InlineData("identity", false)]
    [InlineData("Identity, identity", false)]
    public async Task A_body_that_is_said_to_be_compressed_is_refused_in_words(string coding, bool refused)
    {
        foreach (var route in new[] { "v1/exec", "v1/invocations" })
        {
            // Looked at before the body is, which is no request anyway.
            using var body = Json("{}");
            body.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            using var response = await host.Client.PostAsync(route, body);
            var text = await response.Content.ReadAsStringAsync();

            Assert.Equal(refused ? HttpStatusCode.UnsupportedMediaType : HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(refused ? $"Content-Encoding: {coding}" : "FnName is missing", text, StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = Limit)]
    [InlineData("{\"FnName\":\"a\",\"DockerFile\":\"\\ud800\"}", "DockerFile", "text-surrogate")]
    [InlineData("{\"Options\":DEEP}", "Options", "field-depth")]
    [InlineData("{\"FnName\":\"a\",}", "", "body-json")]
    [InlineData("{\"FnName\":\"a/\",\"DockerFile\":\"FROM a\\nCMD b\"}", "FnName", "fn-name-characters")]
    public async Task What_is_refused_is_told_by_field_and_rule_on_both_routes(string json, string field, string rule)
    {
        json = json.Replace("DEEP", new string('[', 20_000) + new string(']', 20_000), StringComparison.Ordinal);
        using var exec = await host.Client.PostAsync("v1/exec", Json(json));
        var answer = JsonDocument.Parse(await exec.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(HttpStatusCode.BadRequest, exec.StatusCode);
        Functron1Keys.AssertAllIn(answer);
        var sentence = answer.GetProperty("Errors")[0].GetString()!;
        Assert.StartsWith(field, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("FnName: FnName", sentence, StringComparison.Ordinal);

        using var start = await host.Client.PostAsync("v1/invocations", Json(json));
        Assert.Equal(HttpStatusCode.BadRequest, start.StatusCode);
        var problem = JsonDocument.Parse(await start.Content.ReadAsStringAsync()).RootElement;
        Assert.Contains((field, rule), problem.GetProperty("errors").EnumerateArray()
            .Select(e => (e.GetProperty("field").GetString(), e.GetProperty("rule").GetString())));
    }

    private async Task<JsonElement> OkAsync(string json)
    {
        using var body = Json(json);
        using var response = await host.Client.PostAsync("v1/exec", body);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Functron1Keys.AssertAllIn(answer);
        Assert.True(response.StatusCode == HttpStatusCode.OK, answer.ToString());
        Assert.Empty(answer.GetProperty("Errors").EnumerateArray());
        return answer;
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}

[Collection(EndToEndCollection.Name)]
public sealed class WireRequestOnTheLauncherPathTests(EndToEndHost host) : WireRequestTests(host);

[Collection(EndToEndCollection.Name)]
public sealed class WireRequestOnTheEnginePathTests(EnginePathHost host) : WireRequestTests(host);
