using System.Diagnostics;
using System.Text.Json;
using Functron.Tests.FunctionsHost.App;
using Functron.Tests.FunctionsHost.Durable;
using Functron.Tests.FunctionsHost.Worker;
using Functron.Tests.FunctionsHost.Worker.Messages;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace Functron.Tests.FunctionsHost.Http;

/// <summary>
/// Runs a function with an HTTP trigger: an invocation that says nothing of the request, and the request itself, forwarded
/// to the worker with the invocation's id.
/// </summary>
internal sealed class HttpInvoker(Workers workers, DurableHost? durable, IHttpForwarder forwarder, ILogger<HttpInvoker> logger)
    : IDisposable
{
    private const string CorrelationHeader = "x-ms-invocation-id";

    // The Functions host's own limit.
    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = DistributedContextPropagator.CreatePassThroughPropagator(),
    });

    public async Task InvokeAsync(HttpContext context, string name)
    {
        using var forwarding = new CancellationTokenSource();
        try
        {
            var worker = await workers.ReadyAsync(context.RequestAborted);
            var request = await RequestAsync(context, worker.Functions.First(function => function.Name == name), context.RequestAborted);
            context.Request.Headers[CorrelationHeader] = request.InvocationId;
            var answer = worker.Channel.InvokeAsync(request, context.RequestAborted);
            var uri = worker.HttpUri ?? throw new HostException("The worker does not serve HTTP itself (ASP.NET Core integration).");
            var forward = forwarder
                .SendAsync(context, uri.ToString(), _http, Forwarding, HttpTransformer.Default, forwarding.Token)
                .AsTask();
            await Task.WhenAny(answer, forward);
            if (answer.IsFaulted)
                await forwarding.CancelAsync();
            var error = await forward;
            (await answer).Succeeded();
            if (error != ForwarderError.None && !context.RequestAborted.IsCancellationRequested)
                Log.FunctionFailed(logger, name, $"forwarding: {error}");
        }
        catch (OperationCanceledException)
        {
            Fail(context, StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception e) when (e is WorkerProcessExitException or FunctionFailedException or HostException)
        {
            Log.FunctionFailed(logger, name, e.Message);
            Fail(context, StatusCodes.Status500InternalServerError);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<InvocationRequest> RequestAsync(HttpContext context, AppFunction function, CancellationToken cancellation)
    {
        var request = Invocations.Of(function).With(function.Trigger.Name, new() { Http = new() });
        foreach (var (name, value) in context.Request.RouteValues)
            request.WithMetadata(name, new() { String = value?.ToString() ?? "" });
        request.WithMetadata("Query", new() { Json = Json(context.Request.Query) });
        request.WithMetadata("Headers", new() { Json = Json(context.Request.Headers) });
        if (durable is not null && function.DurableClient is { } client)
            request.With(client.Name, new() { String = await durable.ClientDataAsync(cancellation) });
        return request;
    }

    private static string Json(IEnumerable<KeyValuePair<string, StringValues>> pairs) =>
        JsonSerializer.Serialize(pairs.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));

    private static void Fail(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
            context.Abort();
        else
            context.Response.StatusCode = status;
    }
}
