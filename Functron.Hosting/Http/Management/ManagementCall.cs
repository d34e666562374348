using Functron.Hosting.Durable;
using Functron.Hosting.Durable.Replay;
using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http.Management;

/// <summary>What every call has in common: it answers what the engine cannot do, and why.</summary>
internal static class ManagementCall
{
    public static RequestDelegate Of(Func<ManagementRequest, Task> answer) => async http =>
    {
        try
        {
            await answer(new ManagementRequest(http));
        }
        catch (Exception e) when (e is (OperationCanceledException or IOException) && http.RequestAborted.IsCancellationRequested)
        {
            // There is nobody to tell.
        }
        catch (Exception e) when (StatusOf(e) is { } status && !http.Response.HasStarted)
        {
            await Problems.WriteAsync(http, status, WordsOf(e));
        }
    };

    private static int? StatusOf(Exception failure) => failure switch
    {
        // The outermost layer answers these, and they are IOExceptions.
        BadHttpRequestException => null,
        InstanceNotFoundException => StatusCodes.Status404NotFound,
        InstanceEndedException => StatusCodes.Status410Gone,
        InstanceExistsException or NonDeterministicOrchestrationException => StatusCodes.Status409Conflict,
        EngineStoppedException or IOException or NotStoredYetException => StatusCodes.Status503ServiceUnavailable,
        _ => null,
    };

    private static string WordsOf(Exception failure) => failure switch
    {
        EngineStoppedException => Problems.Stopping,
        _ => failure.Message,
    };
}
