using System.Text.RegularExpressions;

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functron.Tests.Durable.Official;

/// <summary>What anybody can see of an instance that has ended.</summary>
/// <param name="Output">JSON; of a failure it is not compared, for Microsoft's hosts differ in it, too.</param>
/// <param name="CustomStatus">JSON.</param>
/// <param name="Failure">Types and messages, from the outermost to the innermost.</param>
internal sealed partial record Outcome(OrchestrationRuntimeStatus Status, string? Output, string? CustomStatus, string? Failure)
{
    public static Outcome Of(OrchestrationMetadata ended) => new(
        ended.RuntimeStatus,
        ended.RuntimeStatus == OrchestrationRuntimeStatus.Failed ? null : ended.SerializedOutput,
        ended.SerializedCustomStatus,
        ended.FailureDetails is { } failure ? Tell(failure) : null);

    public static string Tell(TaskFailureDetails failure)
    {
        var stack = string.IsNullOrEmpty(failure.StackTrace) ? "" : ", with a stack";
        return $"{failure.ErrorType}: {failure.ErrorMessage}{stack}{(failure.InnerFailure is { } inner ? $" <- {Tell(inner)}" : "")}";
    }

    /// <summary>To be compared where tasks have other numbers.</summary>
    public Outcome WithoutNumbers() => this with { Output = Bare(Output), Failure = Bare(Failure) };

    private static string? Bare(string? text) => text is null ? null : Numbers().Replace(text, "(#)");

    [GeneratedRegex(@"\(#\d+\)")]
    private static partial Regex Numbers();
}
