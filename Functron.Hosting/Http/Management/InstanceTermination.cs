using Functron.Hosting.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>POST instances/{id}/terminate?reason=</c>: 202, 404 for an unknown instance, 410 for one that has ended; 503 when the end is not
/// stored in time or the host stops.
/// </summary>
internal static class InstanceTermination
{
    // A healthy disk takes milliseconds; one that is full may take until somebody makes room.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public static async Task AnswerAsync(HttpContext http)
    {
        var id = (string)http.Request.RouteValues["id"]!;
        var client = http.RequestServices.GetRequiredService<DurableTaskClient>();
        var reason = http.Request.Query["reason"].ToString();
        try
        {
            // Not with the caller's token: once asked for, it is done whether or not the caller stays for the answer.
            await client.TerminateInstanceAsync(id, new TerminateInstanceOptions(reason), CancellationToken.None)
                .WaitAsync(LongestWait, http.RequestServices.GetRequiredService<TimeProvider>());
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (InstanceNotFoundException e)
        {
            await Problems.WriteAsync(http, StatusCodes.Status404NotFound, e.Message);
        }
        catch (InstanceEndedException e)
        {
            await Problems.WriteAsync(http, StatusCodes.Status410Gone, e.Message);
        }
        catch (TimeoutException)
        {
            await Problems.WriteAsync(
                http,
                StatusCodes.Status503ServiceUnavailable,
                $"The end of the instance '{id}' is not stored within {LongestWait.TotalSeconds} s; it still is to be, as soon as that is possible.");
        }
        catch (EngineStoppedException)
        {
            await Problems.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "The host is stopping.");
        }
        catch (IOException e)
        {
            await Problems.WriteAsync(http, StatusCodes.Status503ServiceUnavailable, e.Message);
        }
    }
}
