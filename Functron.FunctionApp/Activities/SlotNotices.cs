using Functron.Execution;
using Functron.Execution.Run;
using Functron.FunctionApp.Instances;
using Functron.FunctionApp.Orchestration;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Activities;

/// <summary>
/// Tells an orchestration that its run has its slot, so that its deadline counts from then on. This is only needed where a run waits for a
/// slot as long as it takes. Elsewhere the run is tried again from time to time, and each try sets the timer anew.
/// </summary>
public sealed class SlotNotices(InstanceDirectory instances, ExecutionOptions options, ILogger<SlotNotices> logger)
{
    public bool CanBeSent => options.SlotWaitSeconds <= 0 && instances.IsReady;

    /// <summary>In the background: the run does not wait for it.</summary>
    public void Send(RunOrder order)
    {
        if (CanBeSent)
            _ = SendAsync(order);
    }

    private async Task SendAsync(RunOrder order)
    {
        try
        {
            await instances.RaiseAsync(order.InstanceId, InvocationOrchestrator.SlotEvent);
        }
        catch (Exception e)
        {
            // It ended meanwhile, or the host stops. Else the run keeps its deadline alone.
            Log.SlotNotTold(logger, order.InstanceId, e.Message);
        }
    }
}
