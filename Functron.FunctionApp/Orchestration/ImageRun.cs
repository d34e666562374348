using System.Text.Json.Serialization;
using Functron.Execution.Run;

namespace Functron.FunctionApp.Orchestration;

/// <summary>The run activity's input: an activity takes one value.</summary>
/// <param name="SlotNotice">Whether the orchestration is to be told when the run has its slot.</param>
public sealed record ImageRun(
    RunOrder Order,
    string ImageId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] SlotNotice SlotNotice = SlotNotice.Never);

/// <summary>When <see cref="InvocationOrchestrator.SlotEvent"/> is raised.</summary>
public enum SlotNotice
{
    /// <summary>Instances of earlier courses do not know it.</summary>
    Never,

    /// <summary>The deadline's timer is set already, and looks again when it finds the run queued.</summary>
    WhenItWaited,

    /// <summary>No timer is set before it.</summary>
    Always,
}
