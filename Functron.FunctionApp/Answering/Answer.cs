using Functron.Execution.Results;

namespace Functron.FunctionApp.Answering;

/// <summary>How waiting for an invocation ended.</summary>
/// <param name="Result">Only with <see cref="AnswerKind.Result"/>.</param>
/// <param name="Message">What to tell the caller otherwise.</param>
internal sealed record Answer(AnswerKind Kind, InvocationResult? Result, string Message);

internal enum AnswerKind
{
    Result,

    /// <summary>The wait ran out; the invocation goes on.</summary>
    StillRunning,

    /// <summary>It was terminated through the management API.</summary>
    Terminated,

    /// <summary>
    /// The platform's failure that may pass: the Docker engine did not answer, or the data directory could not be written.
    /// </summary>
    Unavailable,

    /// <summary>The platform's failure, any other.</summary>
    Failed,
}
