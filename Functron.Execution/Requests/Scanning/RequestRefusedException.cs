namespace Functron.Execution.Requests.Scanning;

/// <summary>
/// The body cannot be read any further. The exception ends the reading at any depth, and the gate makes its result from it.
/// </summary>
internal sealed class RequestRefusedException(RequestProblem problem, bool tooLarge = false) : Exception(problem.Message)
{
    public RequestProblem Problem { get; } = problem;

    public bool TooLarge { get; } = tooLarge;

    public static RequestRefusedException Body(string rule, string message) => new(new RequestProblem("", rule, message));

    /// <param name="field">As it was sent.</param>
    public static RequestRefusedException Field(string field, string rule, string message) => new(new RequestProblem(field, rule, message));

    public static RequestRefusedException OverLimit(long limit) =>
        new(new RequestProblem("", "body-size", $"The body has more than {limit} bytes, the most that is taken."), tooLarge: true);

    /// <summary>Of a body whose sender told its length.</summary>
    public static RequestRefusedException OverSizedLimit(long limit) => new(
        new RequestProblem(
            "",
            "body-size",
            $"The body has more than {limit} bytes, the most that is taken with a Content-Length: this host holds such a body in memory. "
                + "Send it with Transfer-Encoding: chunked, or raise Functron:MaxSizedRequestBytes."),
        tooLarge: true);
}
