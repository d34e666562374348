using Functron.Execution.Payloads;
using Functron.Execution.Requests;

namespace Functron.Execution.Run;

/// <summary>One attempt at a run. There is a second attempt only after a crash during the delivery of stdin, and so on.</summary>
/// <param name="Build">Null when the build left no record.</param>
internal sealed record RunAttempt(RunOrder Order, Invocation Invocation, string ImageId, BuildRecord? Build, int Number)
{
    /// <summary>A timestamp of the clock: from then on nobody but this execution begins the run. Null: not known.</summary>
    public long? TakenUp { get; init; }

    public string ContainerName => Order.ContainerName(Number);

    public bool HasStdin => Invocation.Stdin.Length > 0;

    public TimeSpan Timeout => Order.Timeout.Duration;

    /// <summary>The key of something that this attempt leaves in the payload store.</summary>
    public string Key(string name) => PayloadKeys.Run(Order.InstanceId, Order.RunId, NameOf(name));

    /// <summary>The attempt's own name for something of which each attempt has one.</summary>
    public string NameOf(string name) => Number == 1 ? name : $"{name}-{Number}";
}
