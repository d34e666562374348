using Functron.Execution.Payloads;
using Functron.Execution.Requests.Dockerfiles;
using Functron.Execution.Requests.Fields;
using Functron.Execution.Requests.Scanning;
using Functron.Execution.Requests.Tars;

namespace Functron.Execution.Requests;

/// <summary>The only way from a raw request to a valid, durable invocation. Nothing after the gate checks the request again.</summary>
public sealed class InvocationGate
{
    private readonly IPayloadStore _store;
    private readonly InvocationStore _invocations;
    private readonly ParsedDockerfiles _dockerfiles;
    private readonly TarInspections _inspections;
    private readonly ExecutionOptions _options;
    private readonly TimeProvider _time;

    internal InvocationGate(IPayloadStore store, ParsedDockerfiles dockerfiles, ExecutionOptions options, TimeProvider time)
    {
        _store = store;
        _invocations = new InvocationStore(store);
        _dockerfiles = dockerfiles;
        _inspections = new TarInspections(options);
        _options = options;
        _time = time;
    }

    /// <summary>
    /// Reads a request to its end. The answer is the invocation, saved under a new id, or everything that is wrong with the request. If
    /// it is wrong, or this throws, nothing of it is left in the store, unless the store fails.
    /// </summary>
    /// <param name="body">It is read once and never held: whatever its size, it takes some hundred kilobytes of memory.</param>
    /// <param name="contentLength">Bytes of the body. Null: the sender did not tell. A body that is too large is refused unread.</param>
    /// <exception cref="IOException">The store's medium failed, or the sender went away.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="GateBusyException">Too much else is being judged.</exception>
    public async Task<GateResult> AdmitAsync(Stream body, long? contentLength, GatePolicy policy, CancellationToken cancellationToken)
    {
        if (contentLength > _options.MaxRequestBytes)
            return Refused(RequestRefusedException.OverLimit(_options.MaxRequestBytes), null);
        if (_options.MaxSizedRequestBytes > 0 && contentLength > _options.MaxSizedRequestBytes)
            return Refused(RequestRefusedException.OverSizedLimit(_options.MaxSizedRequestBytes), null);

        var id = Guid.NewGuid().ToString("N");
        var admitted = false;
        try
        {
            await using var fields = new RequestFields(_store, id, policy);
            try
            {
                using var buffer = new BodyBuffer(body, _options.MaxRequestBytes);
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
                await _invocations.ForgetAsync(id, _time);
        }
    }

    private async Task<GateResult> JudgeAsync(string id, RequestFields fields, GatePolicy policy, CancellationToken cancellationToken)
    {
        var name = fields.FnName?.ToString();
        var problems = fields.Problems;
        if (!fields.Mistyped(FieldNames.FnName))
            problems.AddRange(FnNameRule.Check(name));
        if (fields.Dockerfile is { TooLong: true })
        {
            problems.Add(new RequestProblem(
                FieldNames.DockerFile, "dockerfile-size", $"DockerFile has more than {RequestFields.DockerfileLimit} bytes."));
        }
        else if (!fields.Mistyped(FieldNames.DockerFile))
        {
            problems.AddRange(DockerfileRule.Check(fields.Dockerfile is { } text ? _dockerfiles.Of(text.Bytes.Span) : null));
        }

        // The most expensive rule comes last, and only for a request that all others let through. Its problems still stand where its
        // field does.
        var later = new ProblemList();
        var stdin = await StdinAsync(id, fields, policy, later, cancellationToken);
        var timeout = TimeoutRule.Check(fields.Timeout, _options, later);
        var tar = await TarAsync(fields, problems, isWorthALook: problems.IsEmpty && later.IsEmpty, cancellationToken);
        problems.AddRange(later.All);
        if (problems.All is { Count: > 0 } found)
            return new GateResult(null, found, TooLarge: false);

        var dockerfile = await _store.KeepAsync(PayloadKeys.Dockerfile(id), fields.Dockerfile!.Bytes, cancellationToken);
        var invocation = new Invocation(
            id, name!, dockerfile, tar, stdin, timeout!.Value, _time.GetUtcNow());
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
            problems.AddRange(await TarRule.CheckAsync(_inspections, _store, tar, cancellationToken));
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
        var bytes = await StdinRule.DecodeAsync(_store, PayloadKeys.Stdin(id), text, encoding, policy, cancellationToken);
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
