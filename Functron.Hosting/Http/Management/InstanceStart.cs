using Functron.Hosting.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Functron.Hosting.Http.Management;

/// <summary>
/// <c>POST orchestrators/{function}/{id?}</c>, the input in the body: 202 with the check-status payload; 400 for an unknown orchestrator,
/// 409 for the id of an instance that has not ended. With <c>timeout</c> and <c>pollingInterval</c>
/// <see cref="CallersPatience">it waits</see>.
/// </summary>
internal static class InstanceStart
{
    public static async Task AnswerAsync(ManagementRequest request)
    {
        var patience = CallersPatience.Of(request);
        var name = PathValue.Read(request.Http, "function") ?? "";
        if (request.Http.RequestServices.GetRequiredService<IDurableFunctions>().FindOrchestrator(name) is null)
        {
            await request.RefuseInMessageAsync(StatusCodes.Status400BadRequest, $"There is no orchestrator named '{name}'.");
            return;
        }

        var input = await JsonBody.ReadAsync(request.Http);
        string id;
        try
        {
            var start = request.Client.ScheduleNewOrchestrationInstanceAsync(
                name, input, new StartOrchestrationOptions(request.Id), CancellationToken.None);
            id = await StoredChange.WaitAsync(request, start, $"The start of an instance of '{name}'");
        }
        catch (ArgumentException e)
        {
            await request.RefuseAsync(StatusCodes.Status400BadRequest, ArgumentWords.Of(e));
            return;
        }

        await patience.AnswerAsync(request, id);
    }
}
