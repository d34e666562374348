namespace Functron.Execution.Requests;

/// <summary>What differs between the routes.</summary>
/// <param name="RefuseUnknownFields">Each unknown field is a problem. Otherwise unknown fields are ignored.</param>
/// <param name="GuessStdinEncoding">
/// Without StdinEncoding, Stdin is decoded if it is canonical padded base64. Otherwise Stdin is then text.
/// </param>
public sealed record GatePolicy(bool RefuseUnknownFields, bool GuessStdinEncoding)
{
    /// <summary><c>/v1/exec</c>: it accepts what Functron 1 accepted.</summary>
    public static GatePolicy Compatible { get; } = new(RefuseUnknownFields: false, GuessStdinEncoding: true);

    /// <summary>The newer routes.</summary>
    public static GatePolicy Strict { get; } = new(RefuseUnknownFields: true, GuessStdinEncoding: false);
}
