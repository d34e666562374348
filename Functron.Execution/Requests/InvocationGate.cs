using Functron.Execution.Payloads;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Requests.Fields;
using Functron.Execution.Requests.Scanning;
using Functron.Execution.Requests.Tars;

namespace Functron.Execution.Requests;

/// <summary>The one way from a raw request to a valid, durable invocation. Nothing after it checks again.</summary>
public sealed class InvocationGate(IPayloadStore store, ExecutionOptions options, TimeProvider time)
{
    private readonly InvocationStore _invocations = new(store);
    private readonly TarInspections _inspections = new(options);

    /// <summary>
    /// Reads a request to its end and answers with the invocation, saved under a new id, or with everything that is
    /// wrong with it; then, and also when it throws, nothing of it is left in the store, unless the store fails.
    /// </summary>
    /// <param name="body">Read once, never held: of whatever size, it takes some hundred kilobytes of memory.</param>
    /// <param name="contentLength">Bytes of the body when its sender told; one that is too large is refused unread.</param>
    /// <exception cref="IOException">The store's medium failed, or the sender went away.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="GateBusyException">Too much else is being judged.</exception>
    public async Task<GateResult> AdmitAsync(Stream body, long? contentLength, GatePolicy policy, CancellationToken cancellationToken)
    {
        if (contentLength > options.MaxRequestBytes)
            return Refused(RequestRefusedException.OverLimit(options.MaxRequestBytes), null);
        if (options.MaxSizedRequestBytes > 0 && contentLength > options.MaxSizedRequestBytes)
            return Refused(RequestRefusedException.OverSizedLimit(options.MaxSizedRequestBytes), null);

        var id = Guid.NewGuid().ToString("N");
        var admitted = false;
        try
        {
            await using var fields = new RequestFields(store, id, policy);
            try
            {
                using var buffer = new BodyBuffer(body, options.MaxRequestBytes);
                await new RequestScanner(buffer, fields).ReadAsync(cancellationToken);
            }
            catch (RequestRefusedException e)
            {
                return Refused(e, fields);
            }

            var result = await JudgeAsync(id, fields, policy, cancellationToken);
            admitted = result.Invocation is not null;
            return result;
        }
        finally
        {
            if (!admitted)
                await _invocations.ForgetAsync(id, time);
        }
    }

    private async Task<GateResult> JudgeAsync(string id, RequestFields fields, GatePolicy policy, CancellationToken cancellationToken)
    {
        var name = fields.FnName?.ToString();
        var problems = fields.Problems;
        if (!fields.Mistyped(FieldNames.FnName))
            problems.AddRange(FnNameRule.Check(name));
        if (fields.Dockerfile is { TooLong: true })
            problems.Add(new RequestProblem(FieldNames.DockerFile, "dockerfile-size", $"DockerFile has more than {RequestFields.DockerfileLimit} bytes."));
        else if (!fields.Mistyped(FieldNames.DockerFile))
            problems.AddRange(DockerfileRule.Check(fields.Dockerfile?.ToString()));

        // The dearest of the rules comes last, and only for a request that all others let through; its problems stand where the field does.
        var later = new ProblemList();
        var stdin = await StdinAsync(id, fields, policy, later, cancellationToken);
        var timeout = TimeoutRule.Check(fields.Timeout, options, later);
        var tar = await TarAsync(fields, problems, isWorthALook: problems.IsEmpty && later.IsEmpty, cancellationToken);
        problems.AddRange(later.All);
        if (problems.All is { Count: > 0 } found)
            return new GateResult(null, found, TooLarge: false);

        var dockerfile = await store.KeepAsync(PayloadKeys.Dockerfile(id), fields.Dockerfile!.Bytes, cancellationToken);
        var invocation = new Invocation(
            id, name!, dockerfile, tar, stdin, timeout!.Value, time.GetUtcNow());
        await _invocations.SaveAsync(invocation, cancellationToken);
        return new GateResult(invocation, [], TooLarge: false);
    }

    private async Task<Payload> TarAsync(RequestFields fields, ProblemList problems, bool isWorthALook, CancellationToken cancellationToken)
    {
        if (fields.Tar is null)
            return Payload.Empty;
        if (await fields.Tar.CommitAsync(cancellationToken) is not { } tar)
        {
            problems.Add(TarRule.NotBase64);
            return Payload.Empty;
        }

        if (isWorthALook)
            problems.AddRange(await TarRule.CheckAsync(_inspections, store, tar, cancellationToken));
        return tar;
    }

    private async Task<Payload> StdinAsync(
        string id, RequestFields fields, GatePolicy policy, ProblemList problems, CancellationToken cancellationToken)
    {
        var encoding = fields.StdinEncoding?.ToString();
        var unknown = StdinRule.Check(encoding).ToList();
        problems.AddRange(unknown);
        if (fields.Stdin is null || unknown.Count > 0)
            return Payload.Empty;

        var text = await fields.Stdin.CommitAsync(cancellationToken);
        var bytes = await StdinRule.DecodeAsync(store, PayloadKeys.Stdin(id), text, encoding, policy, cancellationToken);
        if (bytes is null)
            problems.Add(StdinRule.NotBase64);
        return bytes ?? Payload.Empty;
    }

    private static GateResult Refused(RequestRefusedException refusal, RequestFields? fields)
    {
        var field = FieldNames.Find(refusal.Problem.Field) ?? Excerpt.Of(refusal.Problem.Field);
        return new(null, [.. fields?.Problems.All ?? [], refusal.Problem with { Field = field }], refusal.TooLarge);
    }
}
