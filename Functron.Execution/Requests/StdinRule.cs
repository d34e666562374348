using Functron.Execution.Payloads;
using Functron.Execution.Requests.Fields;

namespace Functron.Execution.Requests;

/// <summary>Which bytes a Stdin stands for: clients send text and base64.</summary>
internal static class StdinRule
{
    private const int Chunk = 64 * 1024;

    public static IEnumerable<RequestProblem> Check(string? encoding)
    {
        if (encoding is not (null or "text" or "base64"))
            yield return new RequestProblem(
                FieldNames.StdinEncoding, "stdin-encoding", "StdinEncoding is neither \"text\" nor \"base64\".");
    }

    /// <summary>Decodes a Stdin that is base64. Its encoding says so or, without one, its content.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="encoding">One that was checked.</param>
    /// <param name="key">Where the bytes go when they are many; may be where the text is.</param>
    /// <returns>The bytes, or null when they should have been base64 and are not.</returns>
    public static async Task<Payload?> DecodeAsync(
        IPayloadStore store, string key, Payload text, string? encoding, GatePolicy policy, CancellationToken cancellationToken)
    {
        var guess = encoding is null && policy.GuessStdinEncoding;
        if (text.Length == 0 || (encoding != "base64" && !guess))
            return text;

        await using var bytes = new SpooledBase64(store, key);
        await using (var content = await store.OpenAsync(text, cancellationToken))
        {
            var chunk = new byte[Chunk];
            while (await content.ReadAsync(chunk, cancellationToken) is > 0 and var count)
                await bytes.WriteAsync(chunk.AsMemory(0, count), cancellationToken);
        }

        if (guess && !bytes.Canonical)
            return text;
        if (await bytes.CommitAsync(cancellationToken) is not { } decoded)
            return guess ? text : null;
        if (text.Key is { } stored && stored != decoded.Key)
            await store.DeleteAsync(stored, cancellationToken);
        return decoded;
    }

    public static RequestProblem NotBase64 { get; } =
        new(FieldNames.Stdin, "stdin-base64", "Stdin is not base64 (padded, standard alphabet), as its StdinEncoding says.");
}
