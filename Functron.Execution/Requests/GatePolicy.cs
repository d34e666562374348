namespace Functron.Execution.Requests;

/// <summary>In what the routes differ.</summary>
/// <param name="RefuseUnknownFields">Unknown fields are a problem each, by name; otherwise they are ignored.</param>
/// <param name="GuessStdinEncoding">Without StdinEncoding, canonical padded base64 is decoded; otherwise Stdin is text.</param>
public sealed record GatePolicy(bool RefuseUnknownFields, bool GuessStdinEncoding)
{
    /// <summary><c>/v1/exec</c>: as lenient as Functron 1 was.</summary>
    public static GatePolicy Compatible { get; } = new(RefuseUnknownFields: false, GuessStdinEncoding: true);

    /// <summary>The newer routes.</summary>
    public static GatePolicy Strict { get; } = new(RefuseUnknownFields: true, GuessStdinEncoding: false);
}
