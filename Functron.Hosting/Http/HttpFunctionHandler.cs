using Functron.Hosting.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Functron.Hosting.Http;

/// <summary>Answers requests with one HTTP function.</summary>
internal sealed class HttpFunctionHandler(FunctionDeclaration function, IHostApplicationLifetime lifetime, ILogger logger)
{
    private readonly FunctionInvoker _invoker = new(function);
    private readonly DeclaredDefinition _definition = new(function);

    public async Task InvokeAsync(HttpContext http)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var context = new InvocationContext(_definition, http.RequestServices, ended.Token);
        try
        {
            var value = await _invoker.InvokeAsync(new BindingData(context, http.Request, http.Request.RouteValues));
            if (value is IResult result)
                await result.ExecuteAsync(http);
        }
        catch (Exception e) when (e is (OperationCanceledException or IOException) && http.RequestAborted.IsCancellationRequested)
        {
            // There is nobody to tell.
            Log.CallerGone(logger, function.Name, context.InvocationId);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !http.Response.HasStarted)
        {
            await Problems.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, Problems.Stopping);
        }
        catch (Exception e) when (e is not BadHttpRequestException)
        {
            Log.FunctionFailed(logger, function.Name, context.InvocationId, e);
            throw new FunctionFailedException(function.Name, e);
        }
    }
}
