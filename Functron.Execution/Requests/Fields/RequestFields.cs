using System.Globalization;
using System.Text.Json;
using Functron.Execution.Payloads;
using Functron.Execution.Requests.Scanning;

namespace Functron.Execution.Requests.Fields;

/// <summary>
/// What a request says, field by field. Only the types are checked yet. <c>null</c> is the same as an absent field. A field that is sent
/// twice (in whatever case) is a problem: nobody can know which one was meant.
/// </summary>
internal sealed class RequestFields(IPayloadStore store, string invocationId, GatePolicy policy) : IRequestFields, IAsyncDisposable
{
    /// <summary>1 MiB: a Dockerfile is text that people write.</summary>
    public const int DockerfileLimit = 1024 * 1024;

    private const int NameLimit = 4096;
    private const int UnknownNamed = 20;

    private readonly HashSet<string> _seen = [];
    private readonly HashSet<string> _wrong = [];
    private long _unknown;

    public ShortText? FnName { get; private set; }

    public ShortText? Dockerfile { get; private set; }

    public SpooledBase64? Tar { get; private set; }

    public SpooledText? Stdin { get; private set; }

    public ShortText? StdinEncoding { get; private set; }

    /// <summary>Seconds. The number is not checked yet, and may be infinite.</summary>
    public double? Timeout { get; private set; }

    /// <summary>Names and types that are wrong.</summary>
    public ProblemList Problems { get; } = new();

    /// <summary>Whether the field was sent with a wrong type. Its problem is in the list already.</summary>
    public bool Mistyped(string field) => _wrong.Contains(field);

    public IFieldText? Text(string name)
    {
        switch (Known(name))
        {
            case FieldNames.FnName: return FnName = new ShortText(NameLimit);
            case FieldNames.DockerFile: return Dockerfile = new ShortText(DockerfileLimit);
            case FieldNames.TarFile: return Tar = new SpooledBase64(store, PayloadKeys.Tar(invocationId));
            case FieldNames.Stdin: return Stdin = new SpooledText(store, PayloadKeys.Stdin(invocationId));
            case FieldNames.StdinEncoding: return StdinEncoding = new ShortText(NameLimit);
            case { } field: Refuse(field); return null;
            default: return null;
        }
    }

    public void Value(string name, JsonTokenType type, ReadOnlySpan<byte> value)
    {
        if (Known(name) is not { } field || type == JsonTokenType.Null)
            return;
        if (field == FieldNames.Timeout && type == JsonTokenType.Number)
            Timeout = double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture);
        else
            Refuse(field);
    }

    public async ValueTask DisposeAsync()
    {
        if (Tar is not null)
            await Tar.DisposeAsync();
        if (Stdin is not null)
            await Stdin.DisposeAsync();
    }

    /// <returns>Null when the field is to be skipped.</returns>
    private string? Known(string name)
    {
        if (FieldNames.Find(name) is not { } field)
        {
            if (policy.RefuseUnknownFields)
                Unknown(name);
            return null;
        }

        if (_seen.Add(field))
            return field;
        Refuse(field, "field-twice", $"{field} is there more than once.");
        return null;
    }

    private void Unknown(string name)
    {
        if (++_unknown <= UnknownNamed)
            Problems.Add(new RequestProblem(Excerpt.Of(name), "field-unknown", $"There is no field \"{Excerpt.Of(name)}\"."));
        else if (_unknown == UnknownNamed + 1)
            Problems.Add(new RequestProblem("", "field-unknown", "There are more unknown fields than are named here."));
    }

    private void Refuse(string field) =>
        Refuse(field, "field-type", $"{field} is not a {(field == FieldNames.Timeout ? "number" : "string")}.");

    private void Refuse(string field, string rule, string message)
    {
        _wrong.Add(field);
        Problems.Add(new RequestProblem(field, rule, message));
    }
}
