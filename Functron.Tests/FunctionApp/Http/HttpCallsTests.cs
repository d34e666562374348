using Functron.FunctionApp.Http;
using Functron.FunctionApp.Instances;
using Functron.FunctionApp.Startup;
using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functron.Tests.FunctionApp.Http;

public sealed class HttpCallsTests
{
    private const string Stopping = "Functron is stopping and did not accept the request: send it again once it is back.";

    private readonly EmbeddedDurableTaskClient _client = new("hub", () => throw new EngineStoppedException());
    private readonly InstanceDirectory _instances = new(new ServiceCollection().BuildServiceProvider());

    [Fact]
    public async Task The_client_that_a_request_brings_is_kept_before_its_handler_begins()
    {
        Assert.False(_instances.IsReady);

        await AnswerAsync(RequestKind.Health, call =>
        {
            Assert.True(_instances.IsReady);
            Assert.Same(_client, call.Client);
            return Results.Ok();
        });
    }

    [Theory]
    [InlineData(nameof(RequestKind.Execute))]
    [InlineData(nameof(RequestKind.Start))]
    public async Task What_was_not_accepted_before_a_stop_is_503(string kind)
    {
        var answer = await AnswerAsync(Enum.Parse<RequestKind>(kind), _ => throw new OperationCanceledException(), cancelled: true);

        Assert.Equal((503, Stopping), (StatusOf(answer), WordsOf(answer)));
    }

    [Fact]
    public async Task What_was_started_before_a_stop_goes_on_after_it()
    {
        var answer = await AnswerAsync(
            RequestKind.Execute,
            call =>
            {
                call.StartedId = "1";
                throw new OperationCanceledException();
            },
            cancelled: true);

        Assert.Equal(
            (503, "Functron is stopping. Invocation '1' goes on when it is back: GET /v1/invocations/1 then."),
            (StatusOf(answer), WordsOf(answer)));
    }

    [Theory]
    [InlineData(nameof(RequestKind.Manage))]
    [InlineData(nameof(RequestKind.Health))]
    public async Task Other_requests_leave_a_stop_to_the_host(string kind) =>
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => AnswerAsync(Enum.Parse<RequestKind>(kind), _ => throw new OperationCanceledException(), cancelled: true));

    [Fact]
    public async Task Health_leaves_every_failure_to_the_host() =>
        await Assert.ThrowsAsync<IOException>(() => AnswerAsync(RequestKind.Health, _ => throw new IOException()));

    [Theory]
    [InlineData(nameof(RequestKind.Execute))]
    [InlineData(nameof(RequestKind.Start))]
    [InlineData(nameof(RequestKind.Manage))]
    [InlineData(nameof(RequestKind.Health))]
    public async Task A_caller_that_has_gone_is_told_nothing(string kind) =>
        Assert.Same(Results.Empty, await AnswerAsync(Enum.Parse<RequestKind>(kind), _ => throw new IOException(), callerGone: true));

    private Task<IResult> AnswerAsync(RequestKind kind, Func<HttpCall, IResult> handle, bool cancelled = false, bool callerGone = false)
    {
        var http = new DefaultHttpContext { RequestAborted = new CancellationToken(callerGone) };
        var calls = new HttpCalls<HttpCallsTests>(_instances, AppHost.Embedded, NullLogger<HttpCallsTests>.Instance);
        return calls.AnswerAsync(kind, http.Request, _client, async call =>
        {
            await Task.Yield();
            return handle(call);
        }, new CancellationToken(cancelled));
    }

    private static int? StatusOf(IResult answer) => Assert.IsAssignableFrom<IStatusCodeHttpResult>(answer).StatusCode;

    private static string? WordsOf(IResult answer) => answer switch
    {
        ProblemHttpResult problem => problem.ProblemDetails.Detail,
        IValueHttpResult { Value: ExecAnswer exec } => Assert.Single(exec.Errors),
        _ => null,
    };
}
