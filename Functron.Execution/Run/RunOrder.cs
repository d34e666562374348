using System.Text.Json.Serialization;
using Functron.Execution.Engine;
using Functron.Execution.Requests;

namespace Functron.Execution.Run;

/// <summary>What every activity of one run is given: ids and small values. All else is in the payload store.</summary>
/// <param name="InstanceId">The orchestration instance.</param>
/// <param name="RunId">The orchestration's own id for this run, a GUID in 32 hexadecimal digits.</param>
/// <param name="InvocationId">Whose request it is. It differs from the instance when an instance is restarted under a new id.</param>
/// <param name="Timeout">How long the function itself may run.</param>
public sealed record RunOrder(
    string InstanceId,
    string RunId,
    string InvocationId,
    string FnName,
    [property: JsonPropertyName("TimeoutSeconds")] FunctionTimeout Timeout)
{
    /// <summary>The name of the run's first container and of its image.</summary>
    public string ResourceName() => ResourceNames.For(FnName, RunId);

    /// <summary>The name of an attempt's container. Containers of later attempts carry their attempt's number.</summary>
    internal string ContainerName(int attempt) => attempt == 1 ? ResourceName() : $"{ResourceName()}-{attempt}";
}
