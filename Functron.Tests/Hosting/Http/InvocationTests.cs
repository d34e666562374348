using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Functron.Tests.Hosting.Http;

public sealed class InvocationTests
{
    [Fact(Timeout = 120_000)]
    public async Task Each_request_has_a_scope_and_an_instance_of_its_own()
    {
        await using var host = await StartAsync();

        var first = await host.Http.GetStringAsync("/api/scope");
        var second = await host.Http.GetStringAsync("/api/scope");

        Assert.NotEqual(first, second);
        Assert.All([first, second], text => Assert.Matches("^same [0-9a-f-]{36} Scope$", text));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_function_may_answer_through_the_request()
    {
        await using var host = await StartAsync();

        using var response = await host.Http.PostAsync("/api/raw", new StringContent("echo"));

        Assert.Equal((HttpStatusCode)207, response.StatusCode);
        Assert.Equal("echo", await response.Content.ReadAsStringAsync());
    }

    [Theory(Timeout = 120_000)]
    [InlineData("/api/throws", HttpStatusCode.InternalServerError)]
    [InlineData("/api/refuses", HttpStatusCode.UnsupportedMediaType)]
    public async Task An_unhandled_exception_is_a_problem_without_its_stack_trace(string path, HttpStatusCode status)
    {
        await using var host = await StartAsync();

        using var response = await host.Http.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var body = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_unhandled_exception_is_logged_once_with_the_functions_name()
    {
        var logs = new CapturedLogs();
        await using var host = await StartAsync(logs: logs);

        using var response = await host.Http.GetAsync("/api/throws");

        var entry = Assert.Single(logs.Entries, e => e.Level >= LogLevel.Warning);
        Assert.Contains("'Throws'", entry.Message, StringComparison.Ordinal);
        Assert.Equal("secret", entry.Exception?.Message);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_failure_in_the_middle_of_an_answer_breaks_it_off()
    {
        await using var host = await StartAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => host.Http.GetStringAsync("/api/half"));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_callers_going_away_cancels_the_functions_token()
    {
        var waiting = new Waiting();
        await using var host = await StartAsync(waiting);

        using (var caller = new TcpClient(host.Address.Host, host.Address.Port))
        {
            await caller.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"GET /api/wait HTTP/1.1\r\nHost: {host.Address.Authority}\r\n\r\n"));
            await waiting.Entered.Task;
        }

        await waiting.Cancelled.Task;
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stopping_host_cancels_the_functions_token_and_says_so()
    {
        var waiting = new Waiting();
        await using var host = await StartAsync(waiting);
        var request = host.Http.GetAsync("/api/wait");
        await waiting.Entered.Task;

        await host.StopAsync();

        using var response = await request;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_body_of_any_size_reaches_the_function()
    {
        const int size = 40_000_000;
        await using var host = await StartAsync();

        using var response = await host.Http.PostAsync("/api/count", new ByteArrayContent(new byte[size]));

        Assert.Equal($"{size}", await response.Content.ReadAsStringAsync());
    }

    private static Task<TestHost> StartAsync(Waiting? waiting = null, CapturedLogs? logs = null) => TestHost.StartAsync(new TestHostSetup
    {
        Functions = [typeof(Answering)],
        Logs = logs,
        Configure = services => services.AddScoped<Scoped>().AddSingleton(waiting ?? new Waiting()),
    });

    public sealed class Scoped
    {
        public Guid Id { get; } = Guid.NewGuid();
    }

    public sealed class Waiting
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class Answering(Scoped scoped, Waiting waiting)
    {
        [Function("Scope")]
        public IResult Scope([HttpTrigger("get")] HttpRequest request, FunctionContext context) =>
            Results.Text(
                $"{(context.InstanceServices.GetRequiredService<Scoped>() == scoped ? "same" : "other")} {scoped.Id} "
                    + $"{context.FunctionDefinition.Name}");

        [Function("Raw")]
        public async Task Raw([HttpTrigger("post")] HttpRequest request)
        {
            request.HttpContext.Response.StatusCode = 207;
            await request.Body.CopyToAsync(request.HttpContext.Response.Body);
        }

        [Function("Throws")]
        public IResult Throws([HttpTrigger("get")] HttpRequest request) => throw new InvalidOperationException("secret");

        [Function("Refuses")]
        public IResult Refuses([HttpTrigger("get")] HttpRequest request) => throw new BadHttpRequestException("No such thing.", 415);

        [Function("Half")]
        public async Task Half([HttpTrigger("get")] HttpRequest request)
        {
            await request.HttpContext.Response.WriteAsync("half");
            await request.HttpContext.Response.Body.FlushAsync();
            throw new InvalidOperationException("secret");
        }

        [Function("Wait")]
        public async Task<IResult> Wait([HttpTrigger("get")] HttpRequest request, CancellationToken cancellationToken)
        {
            waiting.Entered.SetResult();
            var cancelled = new TaskCompletionSource();
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            waiting.Cancelled.SetResult();
            cancellationToken.ThrowIfCancellationRequested();
            return Results.Ok();
        }

        [Function("Count")]
        public async Task<IResult> Count([HttpTrigger("post")] HttpRequest request)
        {
            long count = 0;
            var buffer = new byte[65536];
            while (await request.Body.ReadAsync(buffer) is > 0 and var read)
                count += read;
            return Results.Text($"{count}");
        }
    }
}
