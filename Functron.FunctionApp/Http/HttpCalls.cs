using Functron.FunctionApp.Http.Failures;
using Functron.FunctionApp.Instances;
using Functron.FunctionApp.Startup;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Http;

/// <summary>
/// The one way from an HTTP function to its handler, on both hosts. It keeps the durable client that the host has bound, and turns what the
/// handler throws into an answer. It is a call and no middleware, because the embedded host runs no function middleware.
/// </summary>
/// <typeparam name="TFunctions">The class of the functions, which is the category of the log.</typeparam>
public sealed class HttpCalls<TFunctions>(InstanceDirectory instances, AppHost host, ILogger<TFunctions> logger)
{
    internal async Task<IResult> AnswerAsync(
        RequestKind kind,
        HttpRequest request,
        DurableTaskClient client,
        Func<HttpCall, Task<IResult>> handle,
        CancellationToken cancellation = default)
    {
        instances.Use(client);
        var call = new HttpCall(request, client, kind, host.HasKeys, cancellation);
        try
        {
            return await handle(call);
        }
        catch (Exception) when (call.CallerGone.IsCancellationRequested)
        {
            return Results.Empty; // nobody is there to read it; an invocation that was started goes on
        }
        catch (Exception e) when (Failure.Of(e, call) is { } failure)
        {
            if (failure.IsLogged)
                Write(call, failure, e);
            if (failure.RetryAfter is { } seconds)
                call.Http.Response.Headers.RetryAfter = seconds;
            return kind == RequestKind.Execute ? ExecProblems.Of(failure, call.StartedId) : Problems.Of(failure);
        }
    }

    private void Write(HttpCall call, Failure failure, Exception exception)
    {
        switch (call.Kind)
        {
            case RequestKind.Execute:
                Log.ExecFailed(logger, exception, call.StartedId);
                break;
            case RequestKind.Start:
                Log.NotAccepted(logger, exception);
                break;
            default:
                if (failure.Status == StatusCodes.Status503ServiceUnavailable)
                    Log.Unreadable(logger, exception);
                else
                    Log.RequestFailed(logger, exception);
                break;
        }
    }
}
