using Functron.Execution.Build;
using Functron.Execution.Payloads;
using Functron.Execution.Requests;

namespace Functron.Execution.Run;

/// <summary>One attempt at a run: the second and later ones follow a crash while stdin was delivered.</summary>
public sealed record RunAttempt(RunOrder Order, Invocation Invocation, string ImageId, BuildRecord? Build, int Number)
{
    /// <summary>A timestamp of the clock: from then on nobody but this execution begins the run. Null: not known.</summary>
    public long? TakenUp { get; init; }

    public string ContainerName => ContainerNames.For(Order, Number);

    public bool HasStdin => Invocation.Stdin.Length > 0;

    public TimeSpan Timeout => Order.Timeout.Duration;

    /// <summary>The key of something that this attempt leaves in the payload store.</summary>
    public string Key(string name) => PayloadKeys.Run(Order.InstanceId, Order.RunId, Number == 1 ? name : $"{name}-{Number}");
}
