using System.Globalization;
using Functron.Execution.Engine;

namespace Functron.Execution.Run;

/// <summary>The labels of what belongs to a run.</summary>
internal static class RunLabels
{
    public static Dictionary<string, string> Of(RunOrder order, string installation) => new()
    {
        [Labels.Installation] = installation,
        [Labels.Instance] = order.InstanceId,
        [Labels.Run] = order.RunId,
        [Labels.FnName] = order.FnName,
    };

    public static Dictionary<string, string> Of(RunAttempt attempt, string installation) => new(Of(attempt.Order, installation))
    {
        [Labels.Attempt] = attempt.Number.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What to ask the engine for to find all that belongs to a run.</summary>
    public static IReadOnlyList<string> Filter(RunOrder order, string installation) =>
        [$"{Labels.Installation}={installation}", $"{Labels.Run}={order.RunId}"];
}
