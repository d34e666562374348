using Functron.Execution.Requests;
using Functron.FunctionApp.Answering;

namespace Functron.FunctionApp.Http.Failures;

// What a handler throws when it does not carry a request out. Failure.Of has the status and the words of each.

/// <param name="problems">At least one.</param>
/// <param name="tooLarge">Whether the body is longer than what is taken.</param>
internal sealed class InvalidRequestException(IReadOnlyList<RequestProblem> problems, bool tooLarge = false)
    : Exception("The request is not valid.")
{
    public IReadOnlyList<RequestProblem> Problems => problems;

    public bool TooLarge => tooLarge;
}

internal sealed class UnknownInvocationException(string id) : Exception($"There is no invocation '{id}'.")
{
    public string Id => id;
}

internal sealed class InvocationEndedException(string id) : Exception($"Invocation '{id}' has ended.")
{
    public string Id => id;
}

/// <summary>A start under an id that an invocation has already.</summary>
internal sealed class InvocationExistsException(string id) : Exception($"There is an invocation '{id}' already.")
{
    public string Id => id;
}

/// <summary>The invocation ended without a result.</summary>
internal sealed class NoResultException(Answer answer) : Exception(answer.Message)
{
    public Answer Answer => answer;
}
