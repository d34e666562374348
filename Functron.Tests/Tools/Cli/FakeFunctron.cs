using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Functron.Tests.Tools.Cli;

/// <summary>A small HTTP server that gives the answers that a test has prepared. It keeps what it was asked.</summary>
internal sealed class FakeFunctron : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(int Status, string Body)> _answers = [];

    private FakeFunctron(WebApplication app) => _app = app;

    /// <summary>With a slash at the end.</summary>
    public Uri Address => new(_app.Urls.Single().TrimEnd('/') + "/");

    /// <summary>Method, path and body of each request.</summary>
    public ConcurrentQueue<(string Call, string Body)> Requests { get; } = [];

    /// <summary>Called for each request before its answer.</summary>
    public Action<string> Asked { get; set; } = _ => { };

    public static async Task<FakeFunctron> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var functron = new FakeFunctron(builder.Build());
        functron._app.Urls.Add("http://127.0.0.1:0");
        functron._app.Run(functron.AnswerAsync);
        await functron._app.StartAsync();
        return functron;
    }

    /// <summary>The next answer. The last one is given again to all further requests.</summary>
    public FakeFunctron Answers(int status, string body)
    {
        _answers.Enqueue((status, body));
        return this;
    }

    public FakeFunctron Accepts(string id) => Answers(202, $$"""{"id":"{{id}}","statusQueryGetUri":"unused"}""");

    public FakeFunctron Runs(string phase) =>
        Answers(200, $$"""{"instanceId":"i","status":"Running","phase":"{{phase}}","result":null,"error":null}""");

    /// <param name="keys">Of the result, those that differ from those of a function that printed nothing: <c>"ExitCode":3</c>.</param>
    public FakeFunctron Ends(string keys)
    {
        var usual = new Dictionary<string, string>
        {
            ["Errors"] = "[]",
            ["CmdOut"] = "\"\"",
            ["CmdErr"] = "\"\"",
            ["BuildContextStdout"] = "\"\"",
            ["BuildContextStderr"] = "\"\"",
            ["OutputTruncated"] = "false",
            ["TimedOut"] = "false",
            ["ExitCode"] = "0",
        };
        var result = string.Join(',', usual
            .Where(pair => !keys.Contains($"\"{pair.Key}\"", StringComparison.Ordinal))
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"\"{pair.Key}\":{pair.Value}"))
            .Append(keys)
            .Where(part => part.Length > 0));
        return Answers(200, $$"""{"instanceId":"i","status":"Completed","phase":null,"result":{{{result}}},"error":null}""");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        var call = $"{context.Request.Method} {context.Request.Path}";
        Requests.Enqueue((call, body));
        Asked(call);
        if (!(_answers.Count > 1 ? _answers.TryDequeue(out var answer) : _answers.TryPeek(out answer)))
            answer = (500, "nothing was prepared");
        context.Response.StatusCode = answer.Status;
        await context.Response.WriteAsync(answer.Body);
    }
}
