using Functron.Execution;
using Functron.Execution.Run;
using Functron.FunctionApp.Sweeping;
using Microsoft.Extensions.Logging;

namespace Functron.FunctionApp.Orchestration;

/// <summary>
/// Tells an orchestration that its run has its slot: from then on its deadline counts. Only where a run waits as long as it takes; else it
/// is tried again from time to time, and its timer is set anew with each try.
/// </summary>
public sealed class SlotNotices(InstanceDirectory instances, ExecutionOptions options, ILogger<SlotNotices> logger)
{
    public bool CanBeSent => options.SlotWaitSeconds <= 0 && instances.IsReady;

    /// <summary>The run does not wait for it.</summary>
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
