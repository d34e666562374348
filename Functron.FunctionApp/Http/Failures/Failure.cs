using System.Globalization;
using Functron.Execution.Requests;
using Functron.FunctionApp.Admission;
using Functron.FunctionApp.Answering;
using Functron.FunctionApp.Orchestration;
using Microsoft.AspNetCore.Http;

namespace Functron.FunctionApp.Http.Failures;

/// <summary>
/// What a caller is told of a request that was not carried out. <see cref="Of"/> is the one place that has the status and the words of each
/// failure. <see cref="Problems"/> and <see cref="ExecProblems"/> write it, each in its own form.
/// </summary>
/// <param name="Title">A sentence that is the same for all failures of the kind.</param>
/// <param name="Detail">One or more sentences on this failure.</param>
internal sealed record Failure(int Status, string Title, string Detail)
{
    private const string NotStarted = "The invocation was not accepted.";
    private const string NotCarriedOut = "Functron could not carry the request out.";
    private const string UnreadableBody = "The body could not be read.";

    /// <summary>What Functron 1's object has as its errors.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [Detail];

    /// <summary>What is wrong with the fields of the request, if that is the failure.</summary>
    public IReadOnlyList<RequestProblem> Fields { get; init; } = [];

    /// <summary>Seconds, as the header has them; null: no header.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Whether an operator has to know of it.</summary>
    public bool IsLogged { get; init; }

    /// <returns>Null for a failure that the host answers.</returns>
    public static Failure? Of(Exception exception, HttpCall call) => exception switch
    {
        _ when call.Kind == RequestKind.Health => null,
        InvalidRequestException e => Invalid(e),
        UnknownInvocationException e => new Failure(
            StatusCodes.Status404NotFound,
            "No such invocation.",
            $"There is no invocation '{e.Id}': the id is wrong, or the invocation was purged."),
        InvocationEndedException e => new Failure(
            StatusCodes.Status409Conflict,
            "The invocation has ended.",
            $"Invocation '{e.Id}' has already ended; GET it for its result."),
        InvocationExistsException e => new Failure(
            StatusCodes.Status409Conflict,
            "The invocation exists already.",
            $"There is an invocation '{e.Id}' already, and this request was not carried out: "
            + $"GET /v1/invocations/{e.Id} for its result, or choose another instanceId."),
        NoResultException e => NoResult(e.Answer),
        OperationCanceledException when call.Kind == RequestKind.Manage => null,
        OperationCanceledException when call.Cancellation.IsCancellationRequested => Stopping(call.StartedId),
        NotAdmittedException e => NotAdmitted(e, call.StartedId),
        BadHttpRequestException e =>
            new Failure(e.StatusCode, UnreadableBody, e.Message) { Errors = [$"The body could not be read: {e.Message}"] },
        IOException e => StoreFailed(e.Message, call),
        _ => Unexpected(exception.Message, call),
    };

    private static Failure Invalid(InvalidRequestException refused) => new(
        refused.TooLarge ? StatusCodes.Status413PayloadTooLarge
            : refused.Problems.Any(problem => problem.Rule == ContentCoding.Rule) ? StatusCodes.Status415UnsupportedMediaType
            : StatusCodes.Status400BadRequest,
        refused.TooLarge ? "The request is too large." : "The request is not valid.",
        string.Join(" ", refused.Problems.Select(problem => problem.Sentence)))
    {
        Errors = [.. refused.Problems.Select(problem => problem.Sentence)],
        Fields = refused.Problems,
    };

    private static Failure NoResult(Answer answer) => answer.Kind switch
    {
        AnswerKind.Unavailable => new Failure(StatusCodes.Status503ServiceUnavailable, NotCarriedOut, answer.Message),
        AnswerKind.Terminated => new Failure(StatusCodes.Status409Conflict, "The invocation was terminated.", answer.Message),
        _ => new Failure(StatusCodes.Status500InternalServerError, NotCarriedOut, answer.Message),
    };

    private static Failure Stopping(string? startedId) => new(
        StatusCodes.Status503ServiceUnavailable,
        NotStarted,
        startedId is null
            ? "Functron is stopping and did not accept the request: send it again once it is back."
            : $"Functron is stopping. Invocation '{startedId}' goes on when it is back: GET /v1/invocations/{startedId} then.");

    private static Failure NotAdmitted(NotAdmittedException e, string? startedId) => new(
        e.StatusCode,
        e.StatusCode == StatusCodes.Status408RequestTimeout ? "The body did not get on." : "There is no room for the request now.",
        e.Message + GoesOn(startedId))
    {
        RetryAfter = e.RetryAfterSeconds?.ToString(CultureInfo.InvariantCulture),
    };

    private static Failure StoreFailed(string reason, HttpCall call)
    {
        var (title, detail) = call.Kind switch
        {
            RequestKind.Execute => (NotStarted, InvocationFailure.StoreWords(reason) + GoesOn(call.StartedId)),
            RequestKind.Start => (
                NotStarted, $"{InvocationFailure.StoreWords(reason)} Nothing was kept; send the request again once that is mended."),
            _ => ("The invocation cannot be looked at now.", $"{reason} Nothing was changed; ask again once that is mended."),
        };
        return new Failure(StatusCodes.Status503ServiceUnavailable, title, detail) { IsLogged = true };
    }

    private static Failure Unexpected(string reason, HttpCall call) => new(
        StatusCodes.Status500InternalServerError,
        NotCarriedOut,
        call.Kind == RequestKind.Start ? $"The invocation could not be started: {reason}" : reason)
    {
        Errors = [$"Functron could not carry the request out: {reason}{GoesOn(call.StartedId)}"],
        IsLogged = true,
    };

    /// <summary>Only the waiting failed, not the invocation.</summary>
    private static string GoesOn(string? startedId) =>
        startedId is null ? "" : $" Invocation '{startedId}' was started and goes on: GET /v1/invocations/{startedId} for its result.";
}
