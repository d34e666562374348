using Microsoft.AspNetCore.Http;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>POST instances/{id}/restart</c>: 202 with the check-status payload; 400 for an unknown instance. The new one has an id of its own
/// unless <c>restartWithNewInstanceId</c> is false; then 409 while the instance has not ended. With <c>timeout</c> and
/// <c>pollingInterval</c> <see cref="CallersPatience">it waits</see>, as a start does.
/// </summary>
internal static class InstanceRestart
{
    public static async Task AnswerAsync(ManagementRequest request)
    {
        var anew = QueryValues.Flag(request.Query, "restartWithNewInstanceId", absent: true);
        var patience = CallersPatience.Of(request);
        string id;
        try
        {
            var restart = request.Client.RestartAsync(request.Id, anew, CancellationToken.None);
            id = await StoredChange.WaitAsync(request, restart, $"The restart of the instance '{request.Id}'");
        }
        catch (ArgumentException e)
        {
            await request.RefuseAsync(StatusCodes.Status400BadRequest, ArgumentWords.Of(e));
            return;
        }

        await patience.AnswerAsync(request, id);
    }
}
